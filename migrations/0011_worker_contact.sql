-- How a worker is reached and what they look like: for who leads or coaches them.

-- Room people. Both as they were given, and both may be missing.
alter table worker add column phone text;
alter table worker add column email text;

-- Apart from the worker, so that nobody reads a picture who asks for a name. Base64, because bytes are none of the six types:
-- 40 KiB of a picture are 54,616 characters.
create table worker_photo (
    worker_id text not null primary key references worker (id),
    kind text not null check (kind in ('image/jpeg', 'image/png')),
    content text not null check (length(content) <= 54616),
    stored_at timestamptz not null
);
