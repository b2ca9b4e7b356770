-- Workers: who they are, how they are reached, and by which scheme they work here.

-- Room people. The only place where a name of a worker is kept.
create table worker (
    id text not null primary key,
    name text not null,
    badge text unique,
    group_id text not null references work_group (id),
    municipality_id text references municipality (id),
    active boolean not null,
    -- For who leads or coaches them. Both as they were given, and both may be missing.
    phone text,
    email text
);

-- Apart from the worker, so that nobody reads a picture who asks for a name. Base64, because bytes are none of the six
-- types: 40 KiB of a picture are 54,616 characters.
create table worker_photo (
    worker_id text not null primary key references worker (id),
    content text not null check (length(content) <= 54616),
    stored_at timestamptz not null
);

-- A worker whose name, badge and municipality were erased; the id stays, because the ledger still speaks of it.
create table erased_worker (
    worker_id text not null primary key references worker (id),
    erased_at timestamptz not null
);

-- By which scheme somebody works here, for how many hours, and on which step of the work ladder: dated, for the figures
-- that owner municipalities get. No page of the floor reads any of it.
create table scheme_enrolment (
    worker_id text not null references worker (id),
    scheme text not null
        check (scheme in ('wsw', 'sheltered_10b', 'job_agreement', 'wajong', 'wage_cost_subsidy',
                          'wage_cost_subsidy_flat', 'participation_place', 'trial_placement', 'learning_place',
                          'internship', 'learn_work_track', 'status_holder', 'day_activity', 'staff')),
    from_day date not null,
    -- The last day; null while it lasts.
    until_day date,
    -- Where somebody went who left; null for who went on by another scheme.
    outflow text check (outflow in ('regular_job', 'pension', 'sickness', 'death', 'moved', 'other')),
    primary key (worker_id, scheme, from_day),
    check (outflow is null or until_day is not null)
);
create index scheme_enrolment_until on scheme_enrolment (until_day);

create table contract (
    worker_id text not null references worker (id),
    from_day date not null,
    until_day date,
    week_minutes bigint not null check (week_minutes between 1 and 6000),
    primary key (worker_id, from_day)
);

create table placement (
    worker_id text not null references worker (id),
    from_day date not null,
    until_day date,
    step text not null
        check (step in ('sheltered', 'on_location', 'group_secondment', 'individual_secondment', 'supported_employment',
                        'regular')),
    primary key (worker_id, from_day)
);

-- How many places a municipality has to provide by a scheme at the end of a year.
create table municipality_target (
    municipality_id text not null references municipality (id),
    scheme text not null,
    year bigint not null check (year between 2000 and 2100),
    places bigint not null check (places >= 0),
    primary key (municipality_id, scheme, year)
);
