/**
 * The schema, version by version. A released step is never edited; a change is a further step.
 *
 * `entry` is the accepted copy of the directory, also of keys that only a membership mentions (`present` = 0), so
 * that a member who joins later is recognised. `alias` holds the other names by which memberships call an entry. Bulky attributes stand apart: comparing a million fingerprints then
 * touches a few pages only.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('user', 'group')),
    key TEXT NOT NULL,
    present INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    revision INTEGER NOT NULL,
    name TEXT
  );
  CREATE UNIQUE INDEX entry_key ON entry (kind, key);
  CREATE INDEX entry_absent ON entry (id) WHERE present = 0;
  CREATE INDEX entry_revision ON entry (kind, revision);
  CREATE TABLE entry_attributes (entry INTEGER PRIMARY KEY, attributes TEXT NOT NULL);

  CREATE TABLE membership (
    "group" INTEGER NOT NULL,
    member INTEGER NOT NULL,
    PRIMARY KEY ("group", member)
  ) WITHOUT ROWID;
  CREATE INDEX membership_member ON membership (member, "group");
  CREATE TABLE member_digest ("group" INTEGER PRIMARY KEY, digest TEXT NOT NULL);

  CREATE TABLE reading (
    revision INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    users INTEGER NOT NULL,
    groups INTEGER NOT NULL,
    memberships INTEGER NOT NULL,
    dangling INTEGER NOT NULL
  );

  CREATE TABLE target (
    id TEXT PRIMARY KEY,
    base_url TEXT NOT NULL,
    mapping TEXT NOT NULL,
    revision INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE link (
    target TEXT NOT NULL,
    entry INTEGER NOT NULL,
    kind TEXT NOT NULL,
    scim_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    asserted TEXT NOT NULL,
    since INTEGER NOT NULL,
    leaving_since INTEGER,
    PRIMARY KEY (target, entry)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX link_scim_id ON link (target, kind, scim_id);
  CREATE INDEX link_state ON link (target, kind, state);

  CREATE TABLE link_member (
    target TEXT NOT NULL,
    "group" INTEGER NOT NULL,
    member INTEGER NOT NULL,
    PRIMARY KEY (target, "group", member)
  ) WITHOUT ROWID;
  CREATE INDEX link_member_member ON link_member (target, member, "group");

  CREATE TABLE reference (
    target TEXT NOT NULL,
    entry INTEGER NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (target, entry, key)
  ) WITHOUT ROWID;
  CREATE INDEX reference_key ON reference (target, key);

  CREATE TABLE attention (
    target TEXT NOT NULL,
    entry INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    code TEXT,
    since INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (target, entry)
  ) WITHOUT ROWID;
  CREATE INDEX attention_due ON attention (target, due);

  CREATE TABLE run (
    id TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    mode TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    exit_code INTEGER,
    report TEXT
  ) WITHOUT ROWID;
  CREATE INDEX run_started ON run (started_at);

  CREATE TABLE operation (
    seq INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    target TEXT NOT NULL,
    phase INTEGER NOT NULL,
    key TEXT NOT NULL,
    entry INTEGER NOT NULL,
    kind TEXT NOT NULL,
    resource TEXT NOT NULL,
    name TEXT NOT NULL,
    target_id TEXT,
    payload TEXT NOT NULL,
    needs TEXT,
    state TEXT NOT NULL,
    outcome TEXT,
    released INTEGER NOT NULL DEFAULT 0,
    at INTEGER
  );
  CREATE INDEX operation_order ON operation (run, phase, key, seq);
  CREATE INDEX operation_entry ON operation (run, entry);
  CREATE INDEX operation_open ON operation (target, state) WHERE state IN ('planned', 'sent');
  CREATE INDEX operation_doubtful ON operation (target, entry) WHERE state = 'indeterminate';
  CREATE INDEX operation_removal ON operation (target, at) WHERE kind IN ('deactivate', 'delete');

  CREATE TABLE lock (
    name TEXT PRIMARY KEY,
    pid INTEGER NOT NULL,
    host TEXT NOT NULL,
    since INTEGER NOT NULL,
    heartbeat INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  ALTER TABLE entry ADD COLUMN sources TEXT NOT NULL DEFAULT '';
  ALTER TABLE reading ADD COLUMN detail TEXT NOT NULL DEFAULT '{}';
  CREATE TABLE alias (name TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (name, entry)) WITHOUT ROWID;
  CREATE INDEX alias_entry ON alias (entry);
  CREATE TABLE mapped_until (
    target TEXT NOT NULL,
    entry INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (target, entry)
  ) WITHOUT ROWID;
  CREATE INDEX mapped_until_due ON mapped_until (target, until);
  CREATE TABLE place (kind TEXT PRIMARY KEY, lines BLOB NOT NULL, files BLOB NOT NULL, names TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE claimed_name (
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (target, name, entry)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX claimed_name_entry ON claimed_name (target, entry);
  `,
  `
  ALTER TABLE link ADD COLUMN remarks TEXT;
  `,
  `
  CREATE TABLE target_schemas (
    target TEXT PRIMARY KEY,
    base_url TEXT NOT NULL,
    at INTEGER NOT NULL,
    digest TEXT NOT NULL,
    schemas TEXT NOT NULL,
    applied TEXT,
    suspect TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE learnt (
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    basis TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (target, name)
  ) WITHOUT ROWID;
  `,
  `
  ALTER TABLE target ADD COLUMN links TEXT;
  `,
  `
  CREATE TABLE imprint (kind TEXT PRIMARY KEY, words BLOB NOT NULL) WITHOUT ROWID;
  CREATE TRIGGER entry_changes AFTER UPDATE OF key, present, fingerprint, sources ON entry
    BEGIN DELETE FROM imprint WHERE kind = NEW.kind; END;
  CREATE TRIGGER entry_goes AFTER DELETE ON entry BEGIN DELETE FROM imprint WHERE kind = OLD.kind; END;
  `,
  `
  ALTER TABLE operation ADD COLUMN salt BLOB;
  ALTER TABLE operation ADD COLUMN digest TEXT;
  ALTER TABLE run ADD COLUMN salt BLOB;
  ALTER TABLE run ADD COLUMN digest TEXT;
  ALTER TABLE run ADD COLUMN ring INTEGER;
  UPDATE run SET ring = 0;
  CREATE INDEX run_unchained ON run (target) WHERE ring IS NULL;
  CREATE INDEX run_ring ON run (ring);
  CREATE TABLE chain (
    position INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    content TEXT NOT NULL,
    hash TEXT NOT NULL
  );
  `,
  `
  ALTER TABLE attention ADD COLUMN last_try TEXT;
  `,
  `
  ALTER TABLE lock ADD COLUMN command TEXT NOT NULL DEFAULT '';
  ALTER TABLE lock ADD COLUMN space TEXT NOT NULL DEFAULT '';
  ALTER TABLE lock ADD COLUMN start TEXT NOT NULL DEFAULT '';
  `,
  `
  ALTER TABLE operation ADD COLUMN counted INTEGER;
  UPDATE operation SET counted = 1 WHERE kind IN ('deactivate', 'delete') AND state = 'succeeded' AND released = 0;
  CREATE INDEX operation_counted ON operation (target, resource, kind, at) WHERE counted > 0;
  CREATE INDEX operation_held ON operation (target, entry) WHERE state = 'held';
  CREATE INDEX link_leaving ON link (target, leaving_since) WHERE leaving_since IS NOT NULL;
  DROP INDEX operation_removal;
  CREATE TABLE approval (
    target TEXT NOT NULL,
    entry INTEGER NOT NULL,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    run TEXT NOT NULL,
    at INTEGER NOT NULL,
    used_by TEXT,
    PRIMARY KEY (target, entry, digest)
  ) WITHOUT ROWID;
  `,
  `
  ALTER TABLE link ADD COLUMN departure TEXT;
  `,
  `
  CREATE TABLE group_word (
    target TEXT NOT NULL,
    entry INTEGER NOT NULL,
    link_to TEXT,
    linked_by TEXT,
    let_go TEXT,
    paused_since INTEGER,
    PRIMARY KEY (target, entry)
  ) WITHOUT ROWID;
  CREATE INDEX attention_missing ON attention (target, entry) WHERE code = 'missing';
  `,
  `
  ALTER TABLE target ADD COLUMN unconfirmed_since INTEGER;
  `,
  `
  CREATE TABLE notice (
    channel TEXT NOT NULL,
    subject TEXT NOT NULL,
    told TEXT NOT NULL,
    PRIMARY KEY (channel, subject)
  ) WITHOUT ROWID;
  `,
];
