-- From whose address: who has most makes room.
alter table launch_set add who text not null default '';
alter table device_sign_in add who text not null default '';
