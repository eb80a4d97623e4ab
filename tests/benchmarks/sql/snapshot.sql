-- The measures of the participating schools that touch the observation period, as of the stage's day.
INSERT INTO shnor_measure_snapshot
       (campaign_id, participant_id, school_id, territory_id, measure_id, day, name, level, project,
        task, date_from, date_to, moved_from, done_date, responsible, indicator, indicator_unit,
        indicator_base, indicator_plan, indicator_fact, result, state, state_reason, percent,
        report_state, timeliness, late_days, create_uid, create_date, write_uid, write_date)
SELECT p.campaign_id, p.id, p.school_id, p.territory_id, m.id, %(day)s, m.name, m.level, m.project,
       m.task, m.date_from, m.date_to, m.moved_from, m.done_date, m.responsible, m.indicator,
       m.indicator_unit, m.indicator_base, m.indicator_plan, m.indicator_fact, m.result, m.state,
       m.state_reason, m.percent, m.report_state,
       CASE WHEN m.date_to IS NULL THEN 'unknown'
            WHEN m.state = 'failed' THEN 'not_done'
            WHEN m.state = 'done' AND m.done_date > m.date_to THEN 'late'
            WHEN m.state = 'done' AND (m.done_date IS NOT NULL OR m.date_to >= %(day)s)
            THEN 'in_time'
            WHEN m.state = 'done' THEN 'unknown'
            WHEN m.date_to > %(day)s THEN 'ahead'
            ELSE 'not_done' END,
       CASE WHEN m.state = 'failed' OR m.date_to IS NULL THEN 0
            WHEN m.state = 'done' THEN greatest(coalesce(m.done_date - m.date_to, 0), 0)
            ELSE greatest(%(day)s - m.date_to, 0) END,
       1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
  FROM shnor_participant p
  JOIN shnor_measure m ON m.school_id = p.school_id
 WHERE p.campaign_id = %(campaign)s
   AND (m.date_from IS NULL OR m.date_from <= '2026-06-30')
   AND (m.date_to IS NULL OR m.date_to >= '2026-01-01')
