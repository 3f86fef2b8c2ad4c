-- The engine's memory. Times are seconds since 1970 unless their name says otherwise; drafts, canvases and memories are JSON.

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  task_name TEXT NOT NULL,
  language TEXT NOT NULL,
  skill TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0, -- where in its history the session stands
  version INTEGER NOT NULL DEFAULT 0,  -- grows with each turn, so that a turn never builds on a state that is gone
  created_at REAL NOT NULL
);

-- Every draft that a session had. Undo and redo move `session.position`; an edit cuts off what lies beyond it.
CREATE TABLE history (
  session_id TEXT NOT NULL REFERENCES session(id),
  position INTEGER NOT NULL,
  draft TEXT,
  canvas TEXT NOT NULL,
  PRIMARY KEY (session_id, position)
) WITHOUT ROWID;

CREATE TABLE turn (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session(id),
  message TEXT NOT NULL,
  reply TEXT,
  memory TEXT,                            -- what the agent wants to be told of this turn in later ones
  status TEXT NOT NULL DEFAULT 'running', -- running, done, failed
  created_at REAL NOT NULL
);
CREATE INDEX turn_of_session ON turn (session_id, id);

-- What a file is, whoever sent it. The bytes lie beside the database under their hash.
CREATE TABLE upload (
  hash TEXT PRIMARY KEY,
  format TEXT NOT NULL,
  kind TEXT NOT NULL,
  mime TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  duration_ms INTEGER,
  width INTEGER,
  height INTEGER,
  fps REAL,
  focus_x REAL, -- where in a photo its subject is, as shares of its width and height
  focus_y REAL
);

-- A file in a session, under the name that its owner gave it. The order of ids is the order of upload.
CREATE TABLE media (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session(id),
  hash TEXT NOT NULL REFERENCES upload(hash),
  name TEXT NOT NULL,
  UNIQUE (session_id, hash, name)
);
CREATE INDEX media_of_hash ON media (hash);

CREATE TABLE job (
  uid TEXT PRIMARY KEY,                   -- ours; names the file
  owner TEXT NOT NULL,
  id TEXT NOT NULL,                       -- the client's
  session_id TEXT NOT NULL REFERENCES session(id),
  draft TEXT NOT NULL,
  output TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'pending', -- pending, processing, completed, failed
  progress REAL NOT NULL DEFAULT 0,       -- 0 to 1
  error TEXT,
  cancelled INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  engine TEXT NOT NULL,                   -- the engine process that is to do it
  created_at REAL NOT NULL,
  UNIQUE (owner, id)
);

-- Tokens are kept as SHA-256 only.
CREATE TABLE anonymous (
  token_hash TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  client_id TEXT NOT NULL,
  address TEXT NOT NULL,
  credits REAL NOT NULL,
  issued_at REAL NOT NULL,
  expires_at REAL NOT NULL
);
CREATE INDEX anonymous_of_client ON anonymous (client_id);
CREATE INDEX anonymous_of_address ON anonymous (address);

CREATE TABLE claim (
  token_hash TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session(id),
  expires_at REAL NOT NULL
);
