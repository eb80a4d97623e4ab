INSERT INTO shnor_indicator_evidence
       (run_id, indicator_id, unit_model, unit_id, unit_label, verdict, fact_model, fact_id, details)
SELECT %(run)s, %(indicator)s, %(unit_model)s, id, label, verdict, %(fact_model)s, fact_id, details
  FROM bench_verdict;
