-- How a worker is reached and what they look like: for who leads or coaches them.

-- Room people. Both as they were given, and both may be missing.
alter table worker add column phone text;
alter table worker add column email text;

-- Apart from the worker, so that nobody reads a picture who asks for a name. Base64, because bytes are none of the six types:
-- 40 KiB of a picture are 54,616 characters.
create table worker_photo (
    worker_id text not null primary key references worker (id),
    content text not null check (length(content) <= 54616),
    stored_at timestamptz not null
);

-- Room ledger. A person's page asks where they signed on in the last weeks, not in all years.
drop index ledger_worker;
create index ledger_worker on ledger (worker, day) where worker is not null;
