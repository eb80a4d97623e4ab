INSERT INTO shnor_indicator_result
       (run_id, indicator_id, dimension, school_id, territory_id, label, sequence, unit_count,
        yes_count, no_count, no_data_count, percent, percent_with_data, percent_low, percent_high,
        previous_unit_count, previous_yes_count, previous_percent, delta, target, rule)
SELECT %(run)s, %(indicator)s, dimension, part.school_id, part.territory_id,
       coalesce(part.label, %(name)s), %(sequence)s, n, k, n - k - unknown, unknown,
       share, round(k * 100.0 / nullif(n - unknown, 0), 1), share,
       round((k + unknown) * 100.0 / nullif(n, 0), 1),
       previous.unit_count, previous.yes_count, previous.percent,
       round(100.0 * (k::numeric * previous.unit_count - previous.yes_count::numeric * n)
             / nullif(n::numeric * previous.unit_count, 0), 1),
       0, CASE WHEN dimension = 'overall' THEN %(rule)s END
  FROM (SELECT bench_tally.*, round(k * 100.0 / nullif(n, 0), 1) AS share FROM bench_tally) tally
  JOIN bench_part part USING (dimension, part_id)
  LEFT JOIN (SELECT dimension, coalesce(school_id, territory_id, 0) AS part_id,
                    unit_count, yes_count, percent
               FROM shnor_indicator_result
              WHERE run_id = %(previous)s AND indicator_id = %(indicator)s) previous
       USING (dimension, part_id);

DROP TABLE bench_verdict, bench_tally;
