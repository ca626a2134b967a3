-- One row a person. Everything a person has is sealed in it, and replaced as a whole by compare-and-set on `version`.
CREATE TABLE record (
    person text COLLATE "C" PRIMARY KEY,
    -- Drawn at random when the person is created: whoever was deleted and comes back has another.
    id bigint NOT NULL,
    -- One more with each change. What is sealed is bound to it.
    version bigint NOT NULL,
    -- The number of the key that the row is sealed with.
    key_id integer NOT NULL,
    sealed bytea NOT NULL,
    changed timestamptz NOT NULL DEFAULT now()
    -- Room in each page for a row's next version, so that no index has to change with it.
) WITH (fillfactor = 70);

-- Sealed bytes do not get shorter, so it is not tried.
ALTER TABLE record ALTER COLUMN sealed SET STORAGE EXTERNAL;
