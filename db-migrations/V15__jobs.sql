-- Jobs that make something of a source. db-scheduler runs them and is their lease (scheduled_tasks, task 'job'). This table is
-- their life cycle, as clients see it.

CREATE TABLE job (
    id           uuid        PRIMARY KEY,
    source_id    uuid        NOT NULL REFERENCES source ON DELETE CASCADE,
    kind         text        NOT NULL CHECK (kind IN
        ('remux', 'renditions', 'proxy', 'storyboard', 'waveform', 'audio-sidecar', 'verify', 'warm')),
    state        text        NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    phase        text,
    progress     int         NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    -- Counted when an attempt begins, so that an attempt of a worker that dies counts too. It never decreases: every write of
    -- a worker names its attempt, and changes nothing after a later attempt has begun.
    attempt      int         NOT NULL DEFAULT 0,
    -- Attempts that do not count: those that a stopping worker has returned, and those before a retry by a user.
    uncounted    int         NOT NULL DEFAULT 0,
    -- Counts the retries by users. It is a part of the name of the task, so an earlier task of the job does nothing.
    round        int         NOT NULL DEFAULT 1,
    worker       text,
    problem_code text,
    problem_text text,
    -- The times in the states before the present one.
    waiting      interval    NOT NULL DEFAULT '0',
    working      interval    NOT NULL DEFAULT '0',
    entered_at   timestamptz NOT NULL DEFAULT now(),
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    completed_at timestamptz,
    CHECK (state <> 'failed' OR problem_code IS NOT NULL),
    CHECK (state <> 'completed' OR progress = 100),
    CHECK (uncounted <= attempt)
);

-- One open job per source and purpose.
CREATE UNIQUE INDEX job_open ON job (source_id, kind) WHERE state IN ('queued', 'running');

CREATE INDEX job_in_order ON job (created_at, id);
CREATE INDEX job_by_state ON job (state, created_at, id);

CREATE FUNCTION time_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'queued' THEN
        NEW.waiting := OLD.waiting + (now() - OLD.entered_at);
    ELSIF OLD.state = 'running' THEN
        NEW.working := OLD.working + (now() - OLD.entered_at);
    END IF;
    NEW.entered_at := now();
    RETURN NEW;
END $$;

CREATE TRIGGER job_timed BEFORE UPDATE ON job
    FOR EACH ROW WHEN (OLD.state <> NEW.state OR OLD.attempt <> NEW.attempt) EXECUTE FUNCTION time_job();

-- Workers follow these events too: an event that a job is no longer theirs ends its work.
CREATE FUNCTION announce_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM announce('job-changed', NEW.source_id, jsonb_strip_nulls(jsonb_build_object(
        'jobId', NEW.id,
        'kind', NEW.kind,
        'state', NEW.state,
        'phase', NEW.phase,
        'progress', NEW.progress,
        'attempt', NEW.attempt)));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER job_announced AFTER INSERT OR UPDATE ON job
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION announce_job();

-- A worker is stalled if its heartbeats have stopped for four intervals of 4 s. Another one takes over.
CREATE VIEW active_transcoding_jobs AS
SELECT j.id, j.source_id, j.kind, j.state, j.phase, j.progress, j.attempt, j.worker,
    j.state = 'running' AND coalesce(t.last_heartbeat < now() - interval '16 seconds', true) AS stalled,
    j.waiting + CASE WHEN j.state = 'queued' THEN now() - j.entered_at ELSE interval '0' END AS waiting,
    j.working + CASE WHEN j.state = 'running' THEN now() - j.entered_at ELSE interval '0' END AS working,
    j.created_at, j.started_at
FROM job j
LEFT JOIN scheduled_tasks t
    ON t.task_name = 'job' AND t.task_instance = j.id || '.' || j.round AND t.picked
WHERE j.state IN ('queued', 'running');

CREATE VIEW transcoding_history AS
SELECT id, source_id, kind, state, attempt, worker, problem_code, problem_text, waiting, working,
    created_at, started_at, completed_at
FROM job
WHERE state IN ('completed', 'failed', 'cancelled');

-- One row, for autoscalers: the tasks that are due and wait, those that run, and the age of the oldest waiting one.
CREATE VIEW job_queue AS
SELECT count(*) FILTER (WHERE NOT picked AND execution_time <= now()) AS waiting,
    count(*) FILTER (WHERE picked) AS running,
    coalesce(extract(epoch FROM max(now() - execution_time) FILTER (WHERE NOT picked AND execution_time <= now())), 0)
        AS oldest_waiting_seconds
FROM scheduled_tasks
WHERE task_name = 'job';

-- Deletes jobs that have ended, and returns their number. Failed jobs are kept for 30 days, or for as long as the others if
-- that is longer.
CREATE FUNCTION cleanup_old_transcoding_jobs(kept interval DEFAULT '7 days') RETURNS bigint LANGUAGE sql AS $$
    WITH deleted AS (
        DELETE FROM job
        WHERE (state IN ('completed', 'cancelled') AND completed_at < now() - kept)
           OR (state = 'failed' AND completed_at < now() - greatest(kept, interval '30 days'))
        RETURNING 1)
    SELECT count(*) FROM deleted
$$;

-- The object that a source is sliced from, if it is not the one of its URI: an MP4 in the work storage with the same media.
-- Its revision is the one of the source's index, and a part of the versions of clips.
ALTER TABLE source
    ADD COLUMN object_key        text,
    ADD COLUMN object_size_bytes bigint CHECK (object_size_bytes > 0),
    ADD COLUMN object_revision   text,
    -- The revision of the URI's object that it was made of. It is not used for another one.
    ADD COLUMN object_of         text,
    ADD CHECK (num_nulls(object_key, object_size_bytes, object_revision, object_of) IN (0, 4));
