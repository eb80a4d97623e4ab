-- Share of schools that were given targeted help, with a deficit named and a result.
CREATE TEMP TABLE bench_verdict ON COMMIT DROP AS
SELECT s.id, s.label,
       CASE WHEN f.school_id IS NULL THEN 'no' ELSE 'yes' END AS verdict,
       f.fact_id,
       jsonb_build_object('count', coalesce(f.count, 0), 'needed', 1) AS details
  FROM bench_school s
  LEFT JOIN (
       SELECT school_id, count(*) AS count,
              ((max((date - '1970-01-01')::bigint << 32 | id)) & 4294967295)::int AS fact_id
         FROM shnor_support
        WHERE state = 'done' AND date BETWEEN '2026-01-01' AND '2026-06-30'
          AND targeted AND deficit <> '' AND result <> ''
        GROUP BY school_id) f ON f.school_id = s.id;
