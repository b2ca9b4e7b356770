-- By which scheme somebody works here, for how many hours, and on which step of the work ladder: dated, for the figures that
-- owner municipalities get. No page of the floor reads any of it.

-- Room people.
create table scheme_enrolment (
    worker_id text not null references worker (id),
    scheme text not null
        check (scheme in ('wsw', 'sheltered_10b', 'job_agreement', 'wajong', 'wage_cost_subsidy', 'wage_cost_subsidy_flat',
                          'participation_place', 'trial_placement', 'learning_place', 'internship', 'learn_work_track',
                          'status_holder', 'day_activity', 'staff')),
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
