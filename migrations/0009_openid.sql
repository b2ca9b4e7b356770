-- Signing in with the organisation's own accounts.

-- Room access. Who somebody is at an issuer: by its own name for the person, never by an e-mail address.
create table account_identity (
    issuer text not null,
    subject text not null,
    account_id text not null references account (id),
    linked_at timestamptz not null,
    primary key (issuer, subject)
);
create index account_identity_account on account_identity (account_id);
