-- The index of one folder of records. It holds nothing that the files do not say.
-- A new form of it gets a new number in index.py; the old one is then built anew.

-- Each file of a run that ended, as it was when it was read; `trouble` where it is not in `runs`.
CREATE TABLE files (
    stem TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    trouble TEXT
) WITHOUT ROWID;

-- `stem` is <page>/<name>; names begin with the time, so their order is that of time.
CREATE TABLE runs (
    stem TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    page TEXT NOT NULL,
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    started_at TEXT NOT NULL,
    duration REAL NOT NULL,
    verdict TEXT NOT NULL,
    target TEXT,
    verified INTEGER NOT NULL,
    ran INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    manual INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    claims_checked INTEGER NOT NULL,
    claims_unchecked INTEGER NOT NULL,
    page_sha256 TEXT NOT NULL,
    tool_version TEXT NOT NULL,
    resumes TEXT,
    host TEXT,
    link TEXT,
    commit_id TEXT,
    expect_verdict TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX runs_of_page ON runs (slug, name);

CREATE TABLE steps (
    stem TEXT NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    exit_code INTEGER,
    duration REAL NOT NULL,
    block_sha256 TEXT,
    PRIMARY KEY (stem, position)
) WITHOUT ROWID;

-- The contents in <page>/outputs that a run needs.
CREATE TABLE outputs (
    stem TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (stem, sha256)
) WITHOUT ROWID;
