-- Share of schools whose results have become better.
CREATE TEMP TABLE bench_verdict ON COMMIT DROP AS
SELECT s.id, s.label,
       CASE WHEN d.pairs IS NULL OR d.size < 10 THEN 'no_data'
            WHEN d.better * 2 >= d.pairs AND d.worse = 0 THEN 'yes'
            ELSE 'no' END AS verdict,
       d.fact_id,
       jsonb_build_object('pairs', coalesce(d.pairs, 0), 'better', coalesce(d.better, 0),
                          'fresh', NULL, 'worse', coalesce(d.worse, 0),
                          'size', coalesce(d.size, 0), 'list', d.list) AS details
  FROM bench_school s
  LEFT JOIN (
       SELECT school_id, count(*) AS pairs, sum(better) AS better, sum(worse) AS worse,
              sum(participant_count) AS size, max(id) AS fact_id,
              jsonb_agg(jsonb_build_array(id, earlier_id, below_count, participant_count,
                                          earlier_below, earlier_count, NULL, NULL,
                                          better - worse)) AS list
         FROM (SELECT now.school_id, now.id, now.below_count, now.participant_count,
                      past.id AS earlier_id, past.below_count AS earlier_below,
                      past.participant_count AS earlier_count,
                      (now.below_count::bigint * past.participant_count
                       < past.below_count::bigint * now.participant_count
                       OR (now.below_count = 0 AND past.below_count = 0))::int AS better,
                      ((now.below_count::bigint * past.participant_count
                        - past.below_count::bigint * now.participant_count) * 10
                       > now.participant_count::bigint * past.participant_count)::int AS worse
                 FROM shnor_assessment now
                 JOIN shnor_assessment past USING (school_id, procedure, subject_id, grade)
                WHERE now.academic_year = 2026 AND past.academic_year = 2025
                  AND now.biased IS NOT TRUE AND past.biased IS NOT TRUE
                  AND now.participant_count > 0 AND past.participant_count > 0) pair
        GROUP BY school_id) d ON d.school_id = s.id;
