-- Participating schools, and teachers employed there on the last day of the period.
CREATE TEMP TABLE bench_school ON COMMIT DROP AS
SELECT s.id, participant.territory_id, coalesce(nullif(s.short_name, ''), p.name) AS label
  FROM shnor_participant participant
  JOIN shnor_school s ON s.id = participant.school_id
  JOIN res_partner p ON p.id = s.partner_id
 WHERE participant.campaign_id = %(campaign)s;

ANALYZE bench_school;

-- A teacher of two schools is a member of both and counts once overall and once in a territory.
-- In the order of schools, so that the indexes of the table below grow at one place at a time.
CREATE TEMP TABLE bench_member ON COMMIT DROP AS
SELECT id, school_id, territory_id,
       row_number() OVER job = 1 AS once,
       lag(territory_id) OVER job IS DISTINCT FROM territory_id AS once_in_territory
  FROM (SELECT DISTINCT e.teacher_id AS id, e.school_id, s.territory_id
          FROM shnor_employment e
          JOIN bench_school s ON s.id = e.school_id
         WHERE e.date_from <= '2026-06-30' AND (e.date_to IS NULL OR e.date_to > '2026-06-30')) m
WINDOW job AS (PARTITION BY id ORDER BY territory_id, school_id)
 ORDER BY school_id;

ANALYZE bench_member;

CREATE TEMP TABLE bench_teacher ON COMMIT DROP AS
SELECT t.id, t.code AS label
  FROM shnor_teacher t
  JOIN bench_member m ON m.id = t.id AND m.once;

ANALYZE bench_teacher;

INSERT INTO shnor_indicator_member (run_id, unit_model, unit_id, school_id, territory_id)
SELECT %(run)s, 'shnor.school', id, id, territory_id
  FROM bench_school
 UNION ALL
SELECT %(run)s, 'shnor.teacher', id, school_id, territory_id
  FROM bench_member;

-- The names of the parts.
CREATE TEMP TABLE bench_part ON COMMIT DROP AS
SELECT 'school_id' AS dimension, id AS part_id, id AS school_id, NULL::int AS territory_id, label
  FROM bench_school
 UNION ALL
SELECT 'territory_id', id, NULL, id, name
  FROM shnor_territory
 WHERE id IN (SELECT territory_id FROM bench_school)
 UNION ALL
SELECT 'overall', 0, NULL, NULL, NULL;

ANALYZE bench_part;
