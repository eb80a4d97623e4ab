-- A school is a part of its own.
CREATE TEMP TABLE bench_tally ON COMMIT DROP AS
SELECT CASE grouping(s.id, territory_id)
            WHEN 1 THEN 'school_id' WHEN 2 THEN 'territory_id' ELSE 'overall' END AS dimension,
       coalesce(s.id, territory_id, 0) AS part_id, count(*) AS n,
       count(*) FILTER (WHERE verdict = 'yes') AS k,
       count(*) FILTER (WHERE verdict = 'no_data') AS unknown
  FROM bench_verdict v
  JOIN bench_school s ON s.id = v.id
 GROUP BY GROUPING SETS ((s.id), (territory_id), ());

ANALYZE bench_tally;
