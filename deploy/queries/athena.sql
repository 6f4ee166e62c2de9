-- The four questions of duckdb.sql over reports in a bucket, for Athena (engine version 3). Run them one by one.
--
-- Fill in YOUR-BUCKET and YOUR-PREFIX. Athena reads a line as a record, so each report goes there as one line:
--
--     aws-netcheck report REPORT.json --format ndjson --output LINES/REPORT.json
--     aws s3 sync LINES s3://YOUR-BUCKET/YOUR-PREFIX
--
-- Only counting is done here; what is blocked is left to the reports.
CREATE EXTERNAL TABLE aws_netcheck (
  site string, started string, vantage struct<host:string>,
  paths array<struct<id:string,host:string,requirement:string,verdict:string,failure:string,cause:string>>)
-- Not the one of OpenX: with it results may come and go, says Athena's guide ("OpenX JSON SerDe").
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
LOCATION 's3://YOUR-BUCKET/YOUR-PREFIX/';

CREATE VIEW aws_netcheck_paths AS
SELECT coalesce(r.site, r.vantage.host) AS site, r.vantage.host AS machine,
       from_iso8601_timestamp(r.started) AS started, t.id, t.host, t.requirement, t.verdict, t.failure, t.cause,
       dense_rank() OVER (PARTITION BY coalesce(r.site, r.vantage.host), r.vantage.host ORDER BY r.started DESC) AS age
FROM aws_netcheck r CROSS JOIN UNNEST(r.paths) AS t (id, host, requirement, verdict, failure, cause);

-- How do sites stand? Of each machine the newest report counts, and of that what sign-in requires. A site that is not
-- blocked may be unknown, and its newest report may be old.
SELECT site, machine, max(started) AS newest,
       count(DISTINCT id) FILTER (WHERE verdict = 'blocked') AS blocked,
       count(DISTINCT id) FILTER (WHERE verdict = 'unknown') AS unknown,
       count(DISTINCT id) FILTER (WHERE verdict = 'degraded') AS degraded,
       count(DISTINCT id) FILTER (WHERE verdict = 'open') AS open
FROM aws_netcheck_paths WHERE age = 1 AND requirement = 'required'
GROUP BY 1, 2 ORDER BY 4 DESC, 5 DESC, 6 DESC, 1, 2;

-- Which sites are blocked, and by what cause?
SELECT site, coalesce(cause, 'unknown') AS cause, count(DISTINCT id) AS paths
FROM aws_netcheck_paths WHERE age = 1 AND verdict = 'blocked' AND requirement = 'required'
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2;

-- Which paths fail at most sites?
SELECT host, id, count(DISTINCT site) AS sites
FROM aws_netcheck_paths WHERE age = 1 AND verdict = 'blocked'
GROUP BY 1, 2 ORDER BY 3 DESC, 2;

-- What changed since last week? The newest report of a machine beside its newest that is a week older.
WITH earlier AS (
  SELECT p.*, dense_rank() OVER (PARTITION BY p.site, p.machine ORDER BY p.started DESC) AS nearest
  FROM aws_netcheck_paths p JOIN (SELECT site, machine, max(started) AS newest FROM aws_netcheck_paths GROUP BY 1, 2) n
    ON p.site = n.site AND p.machine = n.machine AND p.started <= n.newest - INTERVAL '7' DAY)
SELECT n.site, n.machine, n.id, e.verdict AS was, n.verdict AS is_now, n.cause
FROM aws_netcheck_paths n JOIN earlier e
  ON e.nearest = 1 AND n.site = e.site AND n.machine = e.machine AND n.id = e.id
WHERE n.age = 1 AND n.verdict <> e.verdict ORDER BY 1, 2, 3;
