-- A full sign-in at a shared tablet is bound to it and as short as a PIN's.

-- Room access. At a device: true after a PIN, which is good for floor work only, false after a full sign-in; null before this
-- was asked, when only a PIN was bound to a device.
alter table session add column by_pin boolean;
