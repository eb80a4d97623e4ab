-- Participating schools, and teachers employed there on the last day of the period.
CREATE TEMP TABLE bench_school ON COMMIT DROP AS
SELECT s.id, s.territory_id, coalesce(s.short_name, p.name) AS label
  FROM shnor_participant participant
  JOIN shnor_school s ON s.id = participant.school_id
  JOIN res_partner p ON p.id = s.partner_id
 WHERE participant.campaign_id = %(campaign)s;

-- A teacher of two schools is a member of both and counts once overall.
CREATE TEMP TABLE bench_member ON COMMIT DROP AS
SELECT DISTINCT e.teacher_id AS id, e.school_id, s.territory_id
  FROM shnor_employment e
  JOIN bench_school s ON s.id = e.school_id
 WHERE e.date_from <= %(date_to)s AND (e.date_to IS NULL OR e.date_to > %(date_to)s);

CREATE TEMP TABLE bench_teacher ON COMMIT DROP AS
SELECT t.id, t.code AS label
  FROM shnor_teacher t
 WHERE t.id IN (SELECT id FROM bench_member);

ANALYZE bench_school;
ANALYZE bench_member;
ANALYZE bench_teacher;
