-- Makes the role of the nodes and the vault's database. Run once, as a superuser, with psql; then give the role its
-- password with \password kinward, which sends no clear text and leaves none in a log.
CREATE ROLE kinward LOGIN;
CREATE DATABASE kinward_vault ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE kinward_vault FROM PUBLIC;
GRANT CONNECT, CREATE ON DATABASE kinward_vault TO kinward;
