BEGIN TRANSACTION;
CREATE TABLE about (
	"key" VARCHAR(32) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "about" VALUES('format','salient-evidence');
INSERT INTO "about" VALUES('schema_version','1');
INSERT INTO "about" VALUES('theatre','miniland');
CREATE TABLE claim_places (
	reading INTEGER NOT NULL, 
	claim_id VARCHAR(16) NOT NULL, 
	position INTEGER NOT NULL, 
	known_at VARCHAR(20) NOT NULL, 
	place_id VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	relation VARCHAR NOT NULL, 
	bearing_deg FLOAT, 
	distance_km FLOAT, 
	PRIMARY KEY (reading, claim_id, position), 
	FOREIGN KEY(reading, claim_id) REFERENCES claims (reading, id)
);
INSERT INTO "claim_places" VALUES(1,'4a5d02bb18bf5b59',0,'2030-01-10T23:59:59Z','arvona','Arvona','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(1,'67e58e839149903c',0,'2030-01-10T23:59:59Z','belmora','Belmora','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(1,'ebe5e3e5965a04a9',0,'2030-01-10T23:59:59Z','keldova','Keldova','line',12.5,0.25);
INSERT INTO "claim_places" VALUES(1,'ebe5e3e5965a04a9',1,'2030-01-10T23:59:59Z','belmora','Belmora','line',NULL,NULL);
INSERT INTO "claim_places" VALUES(2,'4a5d02bb18bf5b59',0,'2030-01-10T23:59:59Z','arvona','Arvona','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(2,'67e58e839149903c',0,'2030-01-10T23:59:59Z','belmora','Belmora','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(2,'ebe5e3e5965a04a9',0,'2030-01-10T23:59:59Z','keldova','Keldova','line',12.5,0.25);
INSERT INTO "claim_places" VALUES(2,'ebe5e3e5965a04a9',1,'2030-01-10T23:59:59Z','belmora','Belmora','line',NULL,NULL);
INSERT INTO "claim_places" VALUES(3,'c414f513ae856acc',0,'2030-01-03T23:59:59Z','arvona','Arvona','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(3,'a7ddda24e48b93e7',0,'2030-01-03T23:59:59Z','belmora','Belmora','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(3,'b06ca2d25e6b6d09',0,'2030-01-03T23:59:59Z','keldova','Keldova','line',12.5,0.25);
INSERT INTO "claim_places" VALUES(3,'b06ca2d25e6b6d09',1,'2030-01-03T23:59:59Z','belmora','Belmora','line',NULL,NULL);
INSERT INTO "claim_places" VALUES(4,'63d8a1e7d1a67243',0,'2030-01-10T23:59:59Z','arvona','Arvona','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(4,'ece5698c29f44d8e',0,'2030-01-10T23:59:59Z','belmora','Belmora','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(4,'3ccb6e3e3514f229',0,'2030-01-10T23:59:59Z','keldova','Keldova','line',12.5,0.25);
INSERT INTO "claim_places" VALUES(4,'3ccb6e3e3514f229',1,'2030-01-10T23:59:59Z','belmora','Belmora','line',NULL,NULL);
INSERT INTO "claim_places" VALUES(5,'f84963a51e2df4d9',0,'2030-01-10T23:59:59Z','arvona','Arvona','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(5,'28eb32e510fb24f2',0,'2030-01-10T23:59:59Z','belmora','Belmora','in',NULL,NULL);
INSERT INTO "claim_places" VALUES(5,'f9126d2bb9329f13',0,'2030-01-10T23:59:59Z','keldova','Keldova','line',12.5,0.25);
INSERT INTO "claim_places" VALUES(5,'f9126d2bb9329f13',1,'2030-01-10T23:59:59Z','belmora','Belmora','line',NULL,NULL);
CREATE TABLE claims (
	reading INTEGER NOT NULL, 
	id VARCHAR(16) NOT NULL, 
	known_at VARCHAR(20) NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	actor VARCHAR, 
	event VARCHAR NOT NULL, 
	valid_start VARCHAR(20) NOT NULL, 
	valid_end VARCHAR(20) NOT NULL, 
	certainty VARCHAR NOT NULL, 
	basis VARCHAR NOT NULL, 
	claimants JSON NOT NULL, 
	polarity VARCHAR NOT NULL, 
	background BOOLEAN NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (reading, id), 
	FOREIGN KEY(reading) REFERENCES readings (seq)
);
INSERT INTO "claims" VALUES(1,'4a5d02bb18bf5b59','2030-01-10T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(1,'67e58e839149903c','2030-01-10T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(1,'ebe5e3e5965a04a9','2030-01-10T23:59:59Z',3,9,'and to',NULL,'contested','2030-01-02T00:00:00Z','2030-01-06T00:00:00Z','unverified','geolocated','[]','neg',1,'took');
INSERT INTO "claims" VALUES(2,'4a5d02bb18bf5b59','2030-01-10T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(2,'67e58e839149903c','2030-01-10T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(2,'ebe5e3e5965a04a9','2030-01-10T23:59:59Z',3,9,'and to',NULL,'contested','2030-01-02T00:00:00Z','2030-01-06T00:00:00Z','unverified','geolocated','[]','neg',1,'took');
INSERT INTO "claims" VALUES(3,'c414f513ae856acc','2030-01-03T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(3,'a7ddda24e48b93e7','2030-01-03T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(3,'b06ca2d25e6b6d09','2030-01-03T23:59:59Z',3,9,'and to',NULL,'contested','2030-01-02T00:00:00Z','2030-01-06T00:00:00Z','unverified','geolocated','[]','neg',1,'took');
INSERT INTO "claims" VALUES(4,'63d8a1e7d1a67243','2030-01-10T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(4,'ece5698c29f44d8e','2030-01-10T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(4,'3ccb6e3e3514f229','2030-01-10T23:59:59Z',3,9,'and to',NULL,'contested','2030-01-02T00:00:00Z','2030-01-06T00:00:00Z','unverified','geolocated','[]','neg',1,'took');
INSERT INTO "claims" VALUES(5,'f84963a51e2df4d9','2030-01-10T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(5,'28eb32e510fb24f2','2030-01-10T23:59:59Z',0,18,'Arland took Arvona','AA','captured','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','stated','claimed','["Arland Ministry", "Atlas Desk"]','pos',0,'took');
INSERT INTO "claims" VALUES(5,'f9126d2bb9329f13','2030-01-10T23:59:59Z',3,9,'and to',NULL,'contested','2030-01-02T00:00:00Z','2030-01-06T00:00:00Z','unverified','geolocated','[]','neg',1,'took');
CREATE TABLE figures (
	reading INTEGER NOT NULL, 
	id VARCHAR(16) NOT NULL, 
	known_at VARCHAR(20) NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	value FLOAT NOT NULL, 
	low FLOAT NOT NULL, 
	high FLOAT NOT NULL, 
	unit VARCHAR NOT NULL, 
	km2 FLOAT, 
	approx BOOLEAN NOT NULL, 
	measure VARCHAR NOT NULL, 
	actor VARCHAR, 
	region TEXT NOT NULL, 
	valid_start VARCHAR(20) NOT NULL, 
	valid_end VARCHAR(20) NOT NULL, 
	claimants JSON NOT NULL, 
	PRIMARY KEY (reading, id), 
	FOREIGN KEY(reading) REFERENCES readings (seq)
);
INSERT INTO "figures" VALUES(1,'227669e3991c0a2d','2030-01-10T23:59:59Z',1,5,'300',300.0,280.0,320.0,'mi2',776.996,1,'held','AA','Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','["New Desk"]');
INSERT INTO "figures" VALUES(1,'6a1f841aa46d0bce','2030-01-10T23:59:59Z',1,5,'300',12.0,-8.0,32.0,'km',NULL,0,'depth',NULL,'Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','[]');
INSERT INTO "figures" VALUES(2,'227669e3991c0a2d','2030-01-10T23:59:59Z',1,5,'300',300.0,280.0,320.0,'mi2',776.996,1,'held','AA','Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','["New Desk"]');
INSERT INTO "figures" VALUES(2,'6a1f841aa46d0bce','2030-01-10T23:59:59Z',1,5,'300',12.0,-8.0,32.0,'km',NULL,0,'depth',NULL,'Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','[]');
INSERT INTO "figures" VALUES(3,'c2080c2571b511b0','2030-01-03T23:59:59Z',1,5,'300',300.0,280.0,320.0,'mi2',776.996,1,'held','AA','Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','["New Desk"]');
INSERT INTO "figures" VALUES(3,'758a705ab4889b60','2030-01-03T23:59:59Z',1,5,'300',12.0,-8.0,32.0,'km',NULL,0,'depth',NULL,'Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','[]');
INSERT INTO "figures" VALUES(4,'e31ce27195172398','2030-01-10T23:59:59Z',1,5,'300',300.0,280.0,320.0,'mi2',776.996,1,'held','AA','Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','["New Desk"]');
INSERT INTO "figures" VALUES(4,'05a015dfca0c20bf','2030-01-10T23:59:59Z',1,5,'300',12.0,-8.0,32.0,'km',NULL,0,'depth',NULL,'Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','[]');
INSERT INTO "figures" VALUES(5,'2a634e7e48b8082e','2030-01-10T23:59:59Z',1,5,'300',300.0,280.0,320.0,'mi2',776.996,1,'held','AA','Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','["New Desk"]');
INSERT INTO "figures" VALUES(5,'99cc35b8f7a01d0a','2030-01-10T23:59:59Z',1,5,'300',12.0,-8.0,32.0,'km',NULL,0,'depth',NULL,'Miniland','2030-01-09T00:00:00Z','2030-01-10T00:00:00Z','[]');
CREATE TABLE layer_sheets (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	layer VARCHAR(40) NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	holder VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	ground BLOB, 
	digest VARCHAR(64) NOT NULL, 
	source TEXT NOT NULL, 
	recorded_at VARCHAR(20) NOT NULL
);
INSERT INTO "layer_sheets" VALUES(1,'desk','2030-01-10','AA','held',X'0103000000010000000900000093C47CD46DFC3D40752FA74593004940F550AEBE6DFC3D405F8D5192260149400A8CDEA86DFC3D40CF43F5DEB9014940FD004F7DA4FA3D400F8A30D6B901494073E1C051DBF83D4073ECE9C9B9014940EE6A607DDBF83D4062CC467D26014940D151FDA8DBF83D40D2049D30930049409355BCBEA4FA3D4003F3E23C9300494093C47CD46DFC3D40752FA74593004940','f7e8b7e124873945f0e61852513122b63b70107147acc3761d71b38af2c9f7f8','a.geojson','2026-11-30T22:36:26Z');
CREATE TABLE mentions (
	reading INTEGER NOT NULL, 
	surface TEXT NOT NULL, 
	kind VARCHAR NOT NULL, 
	known_at VARCHAR(20) NOT NULL, 
	reason TEXT NOT NULL, 
	count INTEGER NOT NULL CHECK (count > 0), 
	PRIMARY KEY (reading, surface, kind), 
	FOREIGN KEY(reading) REFERENCES readings (seq)
);
INSERT INTO "mentions" VALUES(1,'Zzyzx','unresolved','2030-01-10T23:59:59Z','why Zzyzx',2);
INSERT INTO "mentions" VALUES(1,'Paris','city','2030-01-10T23:59:59Z','why Paris',1);
INSERT INTO "mentions" VALUES(2,'Zzyzx','unresolved','2030-01-10T23:59:59Z','why Zzyzx',2);
INSERT INTO "mentions" VALUES(2,'Paris','city','2030-01-10T23:59:59Z','why Paris',1);
INSERT INTO "mentions" VALUES(3,'Zzyzx','unresolved','2030-01-03T23:59:59Z','why Zzyzx',2);
INSERT INTO "mentions" VALUES(3,'Paris','city','2030-01-03T23:59:59Z','why Paris',1);
INSERT INTO "mentions" VALUES(4,'Zzyzx','unresolved','2030-01-10T23:59:59Z','why Zzyzx',2);
INSERT INTO "mentions" VALUES(4,'Paris','city','2030-01-10T23:59:59Z','why Paris',1);
INSERT INTO "mentions" VALUES(5,'Zzyzx','unresolved','2030-01-10T23:59:59Z','why Zzyzx',2);
INSERT INTO "mentions" VALUES(5,'Paris','city','2030-01-10T23:59:59Z','why Paris',1);
CREATE TABLE readings (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	report_id VARCHAR(16) NOT NULL, 
	method TEXT NOT NULL, 
	note TEXT NOT NULL, 
	known_at VARCHAR(20) NOT NULL, 
	recorded_at VARCHAR(20) NOT NULL, 
	UNIQUE (report_id, method), 
	FOREIGN KEY(report_id) REFERENCES reports (id)
);
INSERT INTO "readings" VALUES(1,'6df8b4113b5bd251','hand/1','a note','2030-01-10T23:59:59Z','2026-11-01T00:00:00Z');
INSERT INTO "readings" VALUES(2,'6df8b4113b5bd251','hand/2','a note','2030-01-10T23:59:59Z','2026-11-01T00:00:00Z');
INSERT INTO "readings" VALUES(3,'9fad20853738d434','hand/1','a note','2030-01-03T23:59:59Z','2026-11-01T00:00:00Z');
INSERT INTO "readings" VALUES(4,'647af5a7af26b14e','hand/1','a note','2030-01-10T23:59:59Z','2026-11-01T00:00:00Z');
INSERT INTO "readings" VALUES(5,'49837d4bdd5363e8','hand/1','a note','2030-01-10T23:59:59Z','2026-11-01T00:00:00Z');
CREATE TABLE reports (
	id VARCHAR(16) NOT NULL, 
	known_at VARCHAR(20) NOT NULL, 
	publisher TEXT NOT NULL, 
	lang TEXT NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	urls JSON NOT NULL, 
	ref TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	recorded_at VARCHAR(20) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "reports" VALUES('6df8b4113b5bd251','2030-01-10T23:59:59Z','Atlas Desk','en','Note 1','Arland took Arvona (1).','["https://desk.example/1", "https://mirror.example/"]','note-1','digest','2026-11-01T00:00:00Z');
INSERT INTO "reports" VALUES('9fad20853738d434','2030-01-03T23:59:59Z','Atlas Desk','en','Note 2','Arland took Arvona (2).','["https://desk.example/2", "https://mirror.example/"]','note-2','digest','2026-11-01T00:00:00Z');
INSERT INTO "reports" VALUES('647af5a7af26b14e','2030-01-10T23:59:59Z','Atlas Desk','en','Note 3','Arland took Arvona (3).','["https://desk.example/3", "https://mirror.example/"]','twice','digest','2026-11-01T00:00:00Z');
INSERT INTO "reports" VALUES('49837d4bdd5363e8','2030-01-10T23:59:59Z','Atlas Desk','en','Note 4','Arland took Arvona (4).','["https://desk.example/4", "https://mirror.example/"]','twice','digest','2026-11-01T00:00:00Z');
CREATE TABLE reviews (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(16) NOT NULL, 
	known_at VARCHAR(20) NOT NULL, 
	target VARCHAR(16) NOT NULL, 
	verdict VARCHAR NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	changes JSON NOT NULL, 
	recorded_at VARCHAR(20) NOT NULL, 
	UNIQUE (id)
);
INSERT INTO "reviews" VALUES(1,'6501df88ba2e0e51','2030-01-20T12:00:00Z','6df8b4113b5bd251','reject','editor','wrong','[]','2026-11-01T00:00:00Z');
INSERT INTO "reviews" VALUES(2,'50aa719c77e655f1','2030-01-20T12:00:00Z','28eb32e510fb24f2','amend','editor','wrong','[["actor", "BB"]]','2026-11-01T00:00:00Z');
CREATE INDEX ix_reports_ref ON reports (ref);
CREATE INDEX ix_reviews_target ON reviews (target);
CREATE INDEX ix_claims_id ON claims (id);
CREATE INDEX ix_claim_places_place_id ON claim_places (place_id);
CREATE TRIGGER about_no_update BEFORE UPDATE ON about BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER about_no_delete BEFORE DELETE ON about BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER reports_no_update BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER reports_no_delete BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER readings_no_update BEFORE UPDATE ON readings BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER readings_no_delete BEFORE DELETE ON readings BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER claims_no_update BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER figures_no_update BEFORE UPDATE ON figures BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER figures_no_delete BEFORE DELETE ON figures BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER mentions_no_update BEFORE UPDATE ON mentions BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER mentions_no_delete BEFORE DELETE ON mentions BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER claim_places_no_update BEFORE UPDATE ON claim_places BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER claim_places_no_delete BEFORE DELETE ON claim_places BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER layer_sheets_no_update BEFORE UPDATE ON layer_sheets BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
CREATE TRIGGER layer_sheets_no_delete BEFORE DELETE ON layer_sheets BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('readings',5);
INSERT INTO "sqlite_sequence" VALUES('reviews',2);
INSERT INTO "sqlite_sequence" VALUES('layer_sheets',1);
COMMIT;
