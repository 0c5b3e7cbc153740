import type { Database } from 'better-sqlite3';
import { UserError } from '../config/index.ts';

/** The schema of drafts and all that belongs to them, one step an entry. A step that has been released is never changed; a new one is added. */
const steps = [
  `CREATE TABLE campaigns (
     campaign TEXT PRIMARY KEY,
     started_at TEXT NOT NULL,                          -- RFC 3339, like every time here
     currency TEXT NOT NULL,                            -- ISO 4217; money below is in its smallest unit
     policy TEXT NOT NULL,                              -- as of the latest run, JSON
     budget INTEGER NOT NULL CHECK (budget >= 0),
     committed INTEGER NOT NULL DEFAULT 0 CHECK (committed >= 0)  -- worst-case costs of the drafts that wait or are approved
   ) STRICT;
   CREATE TABLE threads (                               -- a run of the retain graph; its id is issued here and nowhere else
     thread_id TEXT PRIMARY KEY,
     campaign TEXT NOT NULL REFERENCES campaigns,
     customer_id TEXT NOT NULL,
     issued_at TEXT NOT NULL,
     UNIQUE (campaign, customer_id)
   ) STRICT;
   CREATE TABLE decisions (                             -- one row for every customer that a run considered
     campaign TEXT NOT NULL REFERENCES campaigns,
     customer_id TEXT NOT NULL,
     decided_at TEXT NOT NULL,
     outcome TEXT NOT NULL CHECK (outcome IN ('chosen', 'stopped')),
     rule TEXT,                                         -- the first rule that stopped it
     value REAL, bound REAL,                            -- the rule's number, and what it was held against
     action TEXT, offer TEXT, expected_profit INTEGER,  -- of the chosen alternative
     alternatives TEXT NOT NULL,                        -- every alternative with its numbers, JSON
     PRIMARY KEY (campaign, customer_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX decisions_of_customer ON decisions (customer_id);
   CREATE TABLE drafts (
     draft_id TEXT PRIMARY KEY REFERENCES threads,
     campaign TEXT NOT NULL REFERENCES campaigns,
     customer_id TEXT NOT NULL,
     status TEXT NOT NULL CHECK (status IN ('waiting', 'approved', 'rejected', 'expired')),
     created_at TEXT NOT NULL,
     expires_at TEXT NOT NULL,
     expected_profit INTEGER NOT NULL,
     worst_case_cost INTEGER NOT NULL CHECK (worst_case_cost >= 0),
     plan TEXT NOT NULL,                                -- action, offer, products, reason, language, consent, JSON
     content TEXT NOT NULL,                             -- what the customer would get, JSON
     authorship TEXT NOT NULL,                          -- who wrote it, why, and every check's verdict, JSON
     UNIQUE (campaign, customer_id)
   ) STRICT;
   CREATE INDEX drafts_by_status ON drafts (status, created_at);
   CREATE TABLE coupons (
     code TEXT PRIMARY KEY,
     draft_id TEXT NOT NULL UNIQUE REFERENCES drafts,
     campaign TEXT NOT NULL,
     customer_id TEXT NOT NULL,
     offer TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('drafted', 'approved', 'void')),
     valid_until TEXT NOT NULL
   ) STRICT;
   CREATE TABLE approvals (                             -- what a person said about a draft, once
     draft_id TEXT PRIMARY KEY REFERENCES drafts,
     verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'rejected')),
     decided_by TEXT NOT NULL,
     decided_at TEXT NOT NULL,
     reason TEXT,
     content_hash TEXT NOT NULL,                        -- SHA-256 of exactly what was approved
     expires_at TEXT
   ) STRICT;
   CREATE TABLE outbox (                                -- intents: what shall be sent; whoever delivers reads them here
     intent_id TEXT PRIMARY KEY,
     draft_id TEXT NOT NULL UNIQUE REFERENCES drafts,
     content_hash TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting', 'held')),
     held_because TEXT,
     created_at TEXT NOT NULL
   ) STRICT;`,
];

/** Brings the schema up to date, all steps in one transaction. A file written by a newer Holdfast is refused. */
export function migrate(database: Database): void {
  const version = () => database.pragma('user_version', { simple: true }) as number;
  if (version() > steps.length) {
    throw new UserError(
      `${database.name} has schema version ${version()}, and this Holdfast knows ${steps.length}: use a newer Holdfast, or another data_dir`,
    );
  }
  if (version() === steps.length) return;
  database
    .transaction(() => {
      // Another process may have been faster: the version is read again under the lock.
      for (const step of steps.slice(version())) database.exec(step);
      database.pragma(`user_version = ${steps.length}`);
    })
    .immediate();
}
