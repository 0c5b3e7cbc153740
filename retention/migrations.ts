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
  `CREATE TABLE outbox_2 (                              -- one intent a draft; see outbox.ts for how its states follow each other
     intent_id TEXT PRIMARY KEY,
     draft_id TEXT NOT NULL UNIQUE REFERENCES drafts,
     content_hash TEXT NOT NULL,                        -- of the approval that it stands on
     recipient TEXT,                                    -- keyed hash of the address; empty when none is known
     state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'claimed', 'handing_over', 'sent', 'failed', 'unknown')),
     reason TEXT,                                       -- why it is held, failed, unknown, or waits
     created_at TEXT NOT NULL,
     not_before TEXT,                                   -- it waits until then
     attempts INTEGER NOT NULL DEFAULT 0,               -- tries that failed
     fence INTEGER NOT NULL DEFAULT 0,                  -- grows with every claim; whoever holds an older number may do nothing
     owner TEXT,                                        -- the sender that claimed it
     via TEXT,                                          -- the transport that it was handed to
     handed_over_at TEXT,                               -- from then on it may have arrived
     finished_at TEXT
   ) STRICT;
   INSERT INTO outbox_2 (intent_id, draft_id, content_hash, state, reason, created_at)
     SELECT intent_id, draft_id, content_hash, state, held_because, created_at FROM outbox;
   DROP TABLE outbox;
   ALTER TABLE outbox_2 RENAME TO outbox;
   CREATE INDEX outbox_by_state ON outbox (state, not_before);
   CREATE INDEX outbox_by_recipient ON outbox (recipient, handed_over_at);
   CREATE TABLE senders (                               -- a process that sends; its beat stands still when it is stopped
     owner TEXT PRIMARY KEY, host TEXT NOT NULL, boot TEXT NOT NULL, pid INTEGER NOT NULL, beat INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE TABLE coupons_2 (
     code TEXT PRIMARY KEY,
     draft_id TEXT NOT NULL UNIQUE REFERENCES drafts,
     campaign TEXT NOT NULL,
     customer_id TEXT NOT NULL,
     offer TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('drafted', 'approved', 'redeemed', 'void')),
     valid_until TEXT NOT NULL,
     redeemed_at TEXT, order_id TEXT, discount INTEGER  -- of the one order that it was redeemed with; the discount in the smallest unit
   ) STRICT;
   INSERT INTO coupons_2 (code, draft_id, campaign, customer_id, offer, state, valid_until)
     SELECT code, draft_id, campaign, customer_id, offer, state, valid_until FROM coupons;
   DROP TABLE coupons;
   ALTER TABLE coupons_2 RENAME TO coupons;
   CREATE TABLE first_approvals (                       -- of a draft that needs two people: who was the first
     draft_id TEXT PRIMARY KEY REFERENCES drafts,
     decided_by TEXT NOT NULL, decided_at TEXT NOT NULL, content_hash TEXT NOT NULL
   ) STRICT;
   CREATE TABLE consents (                              -- what customers agreed to and took back; the latest line of a channel and purpose counts
     consent_id INTEGER PRIMARY KEY AUTOINCREMENT,
     customer_id TEXT NOT NULL,
     channel TEXT NOT NULL, purpose TEXT NOT NULL CHECK (purpose IN ('marketing', 'profiling')),
     state TEXT NOT NULL CHECK (state IN ('given', 'withdrawn')),
     time TEXT NOT NULL, source TEXT NOT NULL, wording TEXT NOT NULL
   ) STRICT;
   CREATE INDEX consents_of_customer ON consents (customer_id, channel, purpose);
   CREATE TRIGGER consents_stay BEFORE UPDATE ON consents BEGIN SELECT RAISE(ABORT, 'a line of the consent ledger is never changed'); END;
   CREATE TABLE suppressions (                          -- who is never written to again, by keyed hashes alone; outlives the customer's erasure
     hash TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('address', 'customer')),
     cause TEXT NOT NULL CHECK (cause IN ('unsubscribed', 'bounced', 'complained', 'erased', 'manual')),
     time TEXT NOT NULL, source TEXT NOT NULL,
     PRIMARY KEY (hash, cause)
   ) STRICT, WITHOUT ROWID;
   CREATE TRIGGER suppressions_stay BEFORE UPDATE ON suppressions BEGIN SELECT RAISE(ABORT, 'a suppression is never changed'); END;
   CREATE TRIGGER suppressions_last BEFORE DELETE ON suppressions BEGIN SELECT RAISE(ABORT, 'a suppression is never deleted'); END;
   CREATE TABLE received_events (                       -- bounces and complaints that came in, each once
     event_id TEXT PRIMARY KEY, received_at TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE audit (                                 -- who did what; each line holds the hash of the one before
     seq INTEGER PRIMARY KEY,
     time TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
     details TEXT NOT NULL,                             -- JSON without personal data
     previous TEXT NOT NULL, hash TEXT NOT NULL
   ) STRICT;
   CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
   CREATE TRIGGER audit_lasts BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never shortened'); END;
   CREATE TABLE blocks (                                -- sending stands still until a person has looked
     cause TEXT PRIMARY KEY, since TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE days (                                  -- worst-case costs of the drafts of a day (UTC) that wait or are approved, all campaigns together
     day TEXT PRIMARY KEY, committed INTEGER NOT NULL DEFAULT 0 CHECK (committed >= 0)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX coupons_of_customer ON coupons (customer_id);
   CREATE INDEX coupons_by_order ON coupons (order_id) WHERE order_id IS NOT NULL;`,
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
