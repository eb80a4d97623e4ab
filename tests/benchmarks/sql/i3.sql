-- Share of teachers who have become better in an independent diagnostic.
CREATE TEMP TABLE bench_verdict ON COMMIT DROP AS
SELECT t.id, t.label,
       CASE WHEN d.teacher_id IS NULL THEN 'no_data'
            WHEN d.fresh > 0 AND d.worse = 0 THEN 'yes'
            ELSE 'no' END AS verdict,
       d.fact_id,
       jsonb_build_object('pairs', coalesce(d.pairs, 0), 'better', coalesce(d.better, 0),
                          'fresh', coalesce(d.fresh, 0), 'worse', coalesce(d.worse, 0),
                          'size', 0, 'list', d.list) AS details
  FROM bench_teacher t
  LEFT JOIN (
       SELECT teacher_id, count(*) AS pairs, sum(better) AS better, sum(worse) AS worse,
              sum(better) FILTER (WHERE date BETWEEN '2026-01-01' AND '2026-06-30') AS fresh,
              ((max((date - '1970-01-01')::bigint << 32 | id)) & 4294967295)::int AS fact_id,
              jsonb_agg(jsonb_build_array(id, earlier_id, score, maximum, earlier_score,
                                          earlier_maximum, level_rank, earlier_rank,
                                          better - worse)) AS list
         FROM (SELECT pair.*,
                      (level_rank > earlier_rank
                       OR level_rank = earlier_rank
                          AND (score * earlier_maximum - earlier_score * maximum) * 20
                              >= maximum * earlier_maximum)::int AS better,
                      (level_rank < earlier_rank
                       OR level_rank = earlier_rank
                          AND (earlier_score * maximum - score * earlier_maximum) * 20
                              >= maximum * earlier_maximum)::int AS worse
                 FROM (SELECT teacher_id, id, date, score, maximum, level_rank,
                              row_number() OVER series AS nth,
                              lead(id) OVER series AS earlier_id,
                              lead(score) OVER series AS earlier_score,
                              lead(maximum) OVER series AS earlier_maximum,
                              lead(level_rank) OVER series AS earlier_rank
                         FROM shnor_diagnostic
                        WHERE independent AND scored AND refused IS NOT TRUE
                          AND date <= '2026-06-30'
                       WINDOW series AS (PARTITION BY teacher_id, kind, subject_id
                                             ORDER BY date DESC, id DESC)) pair
                WHERE nth = 1 AND earlier_id IS NOT NULL) judged
        GROUP BY teacher_id) d ON d.teacher_id = t.id;
