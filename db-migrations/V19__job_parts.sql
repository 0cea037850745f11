-- Jobs whose work is divided into parts, so that several workers share it. Each part is a task of db-scheduler ('job-part',
-- '<job>.<attempt>.<part>'), which is its lease. The task of the job itself only makes the parts, and the last part ends the job.

-- What the client requested, for example the qualities of renditions; null for the default.
ALTER TABLE job ADD COLUMN input text;

CREATE TABLE job_part (
    job_id   uuid  NOT NULL REFERENCES job ON DELETE CASCADE,
    part     int   NOT NULL CHECK (part >= 0),
    -- Names what the parts are made of. Results of another plan are not used.
    plan     text  NOT NULL,
    -- Counted when an attempt begins, so that an attempt of a worker that dies counts too.
    attempts int   NOT NULL DEFAULT 0,
    -- Of the newest attempt. A result of an earlier one is not written.
    token    uuid,
    result   bytea,
    PRIMARY KEY (job_id, part)
);

-- The parts of an attempt that does not run any longer leave no waiting tasks. A running task ends by itself.
CREATE FUNCTION remove_part_tasks_of_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM scheduled_tasks
    WHERE task_name = 'job-part' AND starts_with(task_instance, OLD.id || '.' || OLD.attempt || '.') AND NOT picked;
    RETURN NULL;
END $$;

CREATE TRIGGER job_part_tasks_removed AFTER UPDATE ON job
    FOR EACH ROW WHEN (OLD.state = 'running' AND (NEW.state <> 'running' OR NEW.attempt <> OLD.attempt))
    EXECUTE FUNCTION remove_part_tasks_of_job();

CREATE TRIGGER job_part_tasks_removed_too AFTER DELETE ON job
    FOR EACH ROW EXECUTE FUNCTION remove_part_tasks_of_job();

-- A job with parts is not stalled if one of them waits for a worker or has one with heartbeats.
CREATE OR REPLACE VIEW active_transcoding_jobs AS
SELECT j.id, j.source_id, j.kind, j.state, j.phase, j.progress, j.attempt, j.worker,
    j.state = 'running' AND NOT EXISTS (
        SELECT FROM scheduled_tasks t
        WHERE (t.task_name = 'job' AND t.task_instance = j.id || '.' || j.round
                AND t.picked AND t.last_heartbeat >= now() - interval '16 seconds')
            OR (t.task_name = 'job-part' AND starts_with(t.task_instance, j.id || '.' || j.attempt || '.')
                AND (NOT t.picked OR t.last_heartbeat >= now() - interval '16 seconds'))) AS stalled,
    j.waiting + CASE WHEN j.state = 'queued' THEN now() - j.entered_at ELSE interval '0' END AS waiting,
    j.working + CASE WHEN j.state = 'running' THEN now() - j.entered_at ELSE interval '0' END AS working,
    j.created_at, j.started_at
FROM job j
WHERE j.state IN ('queued', 'running');

CREATE OR REPLACE VIEW job_queue AS
SELECT count(*) FILTER (WHERE NOT picked AND execution_time <= now()) AS waiting,
    count(*) FILTER (WHERE picked) AS running,
    coalesce(extract(epoch FROM max(now() - execution_time) FILTER (WHERE NOT picked AND execution_time <= now())), 0)
        AS oldest_waiting_seconds
FROM scheduled_tasks
WHERE task_name IN ('job', 'job-part');
