-- Forms that were acted on: sent twice, each happened once.

-- Room access. Kept for some days; nothing that was shown once stands here.
create table form_key (
    -- The hidden field of the form.
    id text not null primary key,
    -- Who sent it: the hash of a session, or the id of a device.
    sender text not null,
    -- Where the answer led, and the key of the sentence that says there what was done before.
    led_to text not null,
    said text not null,
    acted_at timestamptz not null
);
create index form_key_acted on form_key (acted_at);
