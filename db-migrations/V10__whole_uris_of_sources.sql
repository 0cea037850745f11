-- A source is named by its whole URI, with the query. Until now the printable form was stored, in which the query is an
-- ellipsis; such a source could not be read, and all queries of one path were one source.

-- A signed URI may be longer than an entry of a B-tree (2,704 bytes): compare digests.
CREATE FUNCTION source_uri_digest(uri text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN sha256(convert_to(uri, 'UTF8'));

CREATE UNIQUE INDEX source_by_uri ON source (source_uri_digest(uri));

ALTER TABLE source DROP CONSTRAINT source_uri_key;

-- What was stored without its query cannot be read: say so where the owner looks. Last, because the table cannot be altered
-- while changes of its rows wait to be announced.
UPDATE source SET
    state = 'FAILED',
    problem_code = 'source-unreadable',
    problem_detail = 'An earlier release did not store the query of this URI. Delete this source and register it again.',
    row_version = row_version + 1,
    updated_at = now()
WHERE uri LIKE 'http%?…';
