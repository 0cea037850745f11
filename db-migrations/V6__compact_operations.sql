-- The changes of an operation as arrays in its own row: a partition of ten thousand clips is one row of the log, not twenty
-- thousand that each look up the operation they belong to. Equal places belong to one clip; in the order of their starts.

ALTER TABLE cut_operation
    ADD COLUMN clip_ids        uuid[]   NOT NULL DEFAULT '{}',
    ADD COLUMN before_titles   text[]   NOT NULL DEFAULT '{}',
    -- Null: there was no clip.
    ADD COLUMN before_start_us bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN before_end_us   bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN after_titles    text[]   NOT NULL DEFAULT '{}',
    -- Null: there is none any more.
    ADD COLUMN after_start_us  bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN after_end_us    bigint[] NOT NULL DEFAULT '{}';

UPDATE cut_operation SET
    clip_ids = g.clip_ids,
    before_titles = g.before_titles, before_start_us = g.before_start_us, before_end_us = g.before_end_us,
    after_titles = g.after_titles, after_start_us = g.after_start_us, after_end_us = g.after_end_us
FROM (
    SELECT operation_id,
        array_agg(clip_id ORDER BY coalesce(before_start_us, after_start_us), clip_id) AS clip_ids,
        array_agg(before_title ORDER BY coalesce(before_start_us, after_start_us), clip_id) AS before_titles,
        array_agg(before_start_us ORDER BY coalesce(before_start_us, after_start_us), clip_id) AS before_start_us,
        array_agg(before_end_us ORDER BY coalesce(before_start_us, after_start_us), clip_id) AS before_end_us,
        array_agg(after_title ORDER BY coalesce(before_start_us, after_start_us), clip_id) AS after_titles,
        array_agg(after_start_us ORDER BY coalesce(before_start_us, after_start_us), clip_id) AS after_start_us,
        array_agg(after_end_us ORDER BY coalesce(before_start_us, after_start_us), clip_id) AS after_end_us
    FROM cut_operation_change GROUP BY operation_id) g
WHERE id = g.operation_id;

DROP TABLE cut_operation_change;

ALTER TABLE cut_operation ADD CONSTRAINT cut_operation_places CHECK (
    cardinality(before_titles) = cardinality(clip_ids)
    AND cardinality(before_start_us) = cardinality(clip_ids)
    AND cardinality(before_end_us) = cardinality(clip_ids)
    AND cardinality(after_titles) = cardinality(clip_ids)
    AND cardinality(after_start_us) = cardinality(clip_ids)
    AND cardinality(after_end_us) = cardinality(clip_ids));

-- What throwing old ones away asks for.
CREATE INDEX cut_operation_by_age ON cut_operation (created_at);
CREATE INDEX clip_deleted ON clip (deleted_at) WHERE deleted_at IS NOT NULL;
