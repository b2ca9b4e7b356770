-- How people grow: who coaches them, what they want to learn, what was measured, what was agreed, and when they spoke.
-- Nothing here has room for health or for home: a contact is a day, a kind and minutes.

-- Room coaching.
create table coach (
    id text not null primary key,
    name text not null
);

create table caseload (
    coach_id text not null references coach (id),
    worker_id text not null references worker (id),
    from_day date not null,
    until_day date,
    primary key (coach_id, worker_id, from_day)
);

create table coaching_goal (
    id text not null primary key,
    worker_id text not null references worker (id),
    words text not null,
    kind text not null check (kind in ('count_per_hour', 'minutes_sustained', 'frequency', 'rating', 'checklist')),
    -- Thousandths of the unit, as the target and what is measured.
    baseline bigint not null check (baseline between 0 and 10000000),
    target bigint not null check (target between 0 and 10000000),
    unit text not null,
    from_day date not null,
    due_day date not null,
    closed_day date,
    outcome text check (outcome in ('reached', 'partly', 'stopped')),
    check ((closed_day is null) = (outcome is null))
);
create index coaching_goal_worker on coaching_goal (worker_id);

create table goal_measurement (
    goal_id text not null references coaching_goal (id),
    day date not null,
    value bigint not null check (value between 0 and 10000000),
    primary key (goal_id, day)
);

create table agreement (
    id text not null primary key,
    worker_id text not null references worker (id),
    made_day date not null,
    words text not null,
    due_day date not null,
    done_day date
);
create index agreement_worker on agreement (worker_id);

create table contact (
    worker_id text not null references worker (id),
    coach_id text not null references coach (id),
    day date not null,
    kind text not null check (kind in ('talk', 'visit', 'call')),
    minutes bigint not null check (minutes between 1 and 480),
    goal_id text references coaching_goal (id),
    primary key (worker_id, coach_id, day)
);
create index contact_goal on contact (goal_id) where goal_id is not null;

-- What personal figures may be used for: switched on and off by somebody, and off as long as nobody did.
create table purpose (
    name text not null check (name in ('individual_tempo')),
    changed_at timestamptz not null,
    is_on boolean not null,
    changed_by text not null,
    primary key (name, changed_at)
);
