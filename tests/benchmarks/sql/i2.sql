-- Share of teachers who have taken a diagnostic in the last three years.
CREATE TEMP TABLE bench_verdict ON COMMIT DROP AS
SELECT t.id, t.label,
       CASE WHEN d.teacher_id IS NULL THEN 'no' ELSE 'yes' END AS verdict,
       d.fact_id,
       jsonb_build_object('count', coalesce(d.count, 0), 'needed', 1) AS details
  FROM bench_teacher t
  LEFT JOIN (
       SELECT teacher_id, count(*) AS count,
              ((max((date - '1970-01-01')::bigint << 32 | id)) & 4294967295)::int AS fact_id
         FROM shnor_diagnostic
        WHERE refused IS NOT TRUE AND date > '2023-06-30' AND date <= '2026-06-30'
        GROUP BY teacher_id) d ON d.teacher_id = t.id;
