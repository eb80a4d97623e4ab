-- One join with the million of members; what is left to add up is a few rows a school.
CREATE TEMP TABLE bench_tally ON COMMIT DROP AS
WITH counted AS (
    SELECT school_id, territory_id, once, once_in_territory, verdict, count(*) AS n
      FROM bench_verdict v
      JOIN bench_member m ON m.id = v.id
     GROUP BY school_id, territory_id, once, once_in_territory, verdict
)
SELECT 'school_id' AS dimension, school_id AS part_id, sum(n) AS n,
       coalesce(sum(n) FILTER (WHERE verdict = 'yes'), 0) AS k,
       coalesce(sum(n) FILTER (WHERE verdict = 'no_data'), 0) AS unknown
  FROM counted GROUP BY school_id
 UNION ALL
SELECT 'territory_id', territory_id, sum(n),
       coalesce(sum(n) FILTER (WHERE verdict = 'yes'), 0),
       coalesce(sum(n) FILTER (WHERE verdict = 'no_data'), 0)
  FROM counted WHERE once_in_territory GROUP BY territory_id
 UNION ALL
SELECT 'overall', 0, sum(n),
       coalesce(sum(n) FILTER (WHERE verdict = 'yes'), 0),
       coalesce(sum(n) FILTER (WHERE verdict = 'no_data'), 0)
  FROM counted WHERE once;

ANALYZE bench_tally;
