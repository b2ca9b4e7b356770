-- The trail: who did or read what of whom. Append-only: the triggers that hold it differ per engine.

-- Room trail.
create table trail (
    -- 1, 2, 3 … without a gap.
    no bigint not null primary key,
    at timestamptz not null,
    -- An account's id, a device's id, or cli. Never a name.
    actor text not null,
    acting_as text not null,
    on_behalf_of text,
    device text,
    origin text not null,
    action text not null,
    object_kind text not null,
    object_id text not null,
    -- The worker it is about, by id.
    subject text,
    -- Why it was allowed: on which ground, and within which scope.
    ground text not null,
    scope text,
    outcome text not null check (outcome in ('done', 'refused')),
    note text,
    -- SHA-256 of the hash before and of this line, in hexadecimal digits.
    hash text not null
);
create index trail_subject on trail (subject, no) where subject is not null;
create index trail_at on trail (at);
-- Who reads the trail asks for one kind of act, or for what one account did.
create index trail_action on trail (action, no);
create index trail_actor on trail (actor, no);

-- Where the chain ends, and where it begins: retention takes the oldest lines away. One row, which every writer locks.
create table trail_head (
    id bigint not null primary key check (id = 1),
    no bigint not null,
    hash text not null,
    base_no bigint not null,
    base_hash text not null
);
insert into trail_head (id, no, hash, base_no, base_hash)
values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000',
        0, '0000000000000000000000000000000000000000000000000000000000000000');
