-- Four questions over the JSON reports of a fleet, for DuckDB: sites, blocked_sites, worst_paths and
-- changed_since_last_week.
--
-- Fill in where the reports are: SET VARIABLE reports = 'results/*.json' before this file is read, or a bucket's
-- s3:// pattern after INSTALL httpfs. A report for each day is wanted by the last one. Only counting is done
-- here; what is blocked is left to the reports.
CREATE OR REPLACE VIEW reports AS
SELECT coalesce(site, vantage->>'host') AS site, vantage->>'host' AS machine,
       CAST(started AS TIMESTAMPTZ) AS started, paths
FROM read_json(getvariable('reports'), format = 'auto', maximum_object_size = 67108864, filename = true,
  columns = {site: 'VARCHAR', vantage: 'JSON', started: 'VARCHAR', paths: 'STRUCT(id VARCHAR, host VARCHAR,
    requirement VARCHAR, verdict VARCHAR, failure VARCHAR, cause VARCHAR)[]'});

CREATE OR REPLACE VIEW paths AS
SELECT site, machine, started, p.id AS id, p.host AS host, p.requirement AS requirement,
       p.verdict AS verdict, p.failure AS failure, p.cause AS cause,
       dense_rank() OVER (PARTITION BY site, machine ORDER BY started DESC) AS age
FROM (SELECT site, machine, started, unnest(paths) AS p FROM reports);

-- How do sites stand? Of each machine the newest report counts, and of that what sign-in requires. A site that is not
-- blocked may be unknown, and its newest report may be old.
CREATE OR REPLACE VIEW sites AS
SELECT site, machine, max(started) AS newest,
       count(DISTINCT id) FILTER (WHERE verdict = 'blocked') AS blocked,
       count(DISTINCT id) FILTER (WHERE verdict = 'unknown') AS unknown,
       count(DISTINCT id) FILTER (WHERE verdict = 'degraded') AS degraded,
       count(DISTINCT id) FILTER (WHERE verdict = 'open') AS open
FROM paths WHERE age = 1 AND requirement = 'required'
GROUP BY site, machine ORDER BY blocked DESC, unknown DESC, degraded DESC, site, machine;

-- Which sites are blocked, and by what cause?
CREATE OR REPLACE VIEW blocked_sites AS
SELECT site, coalesce(cause, 'unknown') AS cause, count(DISTINCT id) AS paths
FROM paths WHERE age = 1 AND verdict = 'blocked' AND requirement = 'required'
GROUP BY ALL ORDER BY site, paths DESC, cause;

-- Which paths fail at most sites?
CREATE OR REPLACE VIEW worst_paths AS
SELECT host, id, count(DISTINCT site) AS sites
FROM paths WHERE age = 1 AND verdict = 'blocked'
GROUP BY ALL ORDER BY sites DESC, id;

-- What changed since last week? The newest report of a machine beside its newest that is a week older.
CREATE OR REPLACE VIEW changed_since_last_week AS
WITH earlier AS (
  SELECT p.*, dense_rank() OVER (PARTITION BY p.site, p.machine ORDER BY p.started DESC) AS nearest
  FROM paths p JOIN (SELECT site, machine, max(started) AS newest FROM paths GROUP BY ALL) n
    ON p.site IS NOT DISTINCT FROM n.site AND p.machine IS NOT DISTINCT FROM n.machine
   AND p.started <= n.newest - INTERVAL 7 DAY)
SELECT n.site, n.machine, n.id, e.verdict AS before, n.verdict AS now, n.cause
FROM paths n JOIN earlier e ON e.nearest = 1 AND n.site IS NOT DISTINCT FROM e.site
 AND n.machine IS NOT DISTINCT FROM e.machine AND n.id = e.id
WHERE n.age = 1 AND n.verdict <> e.verdict ORDER BY ALL;
