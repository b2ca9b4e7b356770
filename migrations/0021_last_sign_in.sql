-- Who looks through the rights needs to know which accounts nobody uses: with a password, through the issuer or with a PIN.

-- Room access. When somebody last came in with it, in any way; null for never.
alter table account add column signed_in_at timestamptz;

-- As far as browsers remember.
update account set signed_in_at = (select max(seen_at) from known_browser where account_id = account.id);
