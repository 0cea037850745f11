-- Waveforms: the peaks of the audio of a source. The peaks are objects in the work storage. A row is written in the same
-- transaction as the state of its job.

CREATE TABLE waveform (
    source_id   uuid   PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    -- Of the object that it was made of. A waveform of another revision is not shown.
    revision    text   NOT NULL,
    -- The folder of its objects.
    folder      text   NOT NULL,
    sample_rate int    NOT NULL CHECK (sample_rate > 0),
    -- The number of peaks of each level, the finest first.
    lengths     bigint[] NOT NULL
);

-- A job that is deleted with its source leaves no task, so no autoscaler starts a worker for it. A running task ends by itself.
CREATE FUNCTION remove_task_of_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM scheduled_tasks
    WHERE task_name = 'job' AND task_instance = OLD.id || '.' || OLD.round AND NOT picked;
    RETURN NULL;
END $$;

CREATE TRIGGER job_task_removed AFTER DELETE ON job FOR EACH ROW EXECUTE FUNCTION remove_task_of_job();

-- For the foreign key. The other index has only open jobs, so the deletion of a source read the whole table.
CREATE INDEX job_by_source ON job (source_id);
