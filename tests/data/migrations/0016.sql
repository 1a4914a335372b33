-- A small office's ledger as version 16 left it: one row or more in every table.
INSERT INTO installation VALUES (1, '00112233aabbccdd', 1590969600000, 'allowed', 1592184700000, 'Trần Minh Hòa', 'đổi máy chủ thư', 10240000);
INSERT INTO mail VALUES (1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 2048, 1591927384567, 1591927300000,
    '1@so-y-te.example', 'vanthu@so-y-te.example', 'Văn thư', 'Báo cáo 6 tháng đầu năm 2020', 'submission', 'recorded', 'accept',
    NULL, 'so-y-te', 1, '{"verdict":"accept"}', '{"clues":[]}', 1591927390000);
INSERT INTO mail VALUES (2, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 1, 1024, 1591927484567, NULL,
    NULL, '', '', '', 'other', 'review', 'ask', 'unsure', NULL, 0, '{"verdict":"ask"}', '{"clues":[]}', 1591927490000);
INSERT INTO sighting VALUES ('imap', 'INBOX', 7, '1', 1, 1591927390000);
INSERT INTO sighting VALUES ('imap', 'Thư rác', 9, '4', 2, 1591927490000);
INSERT INTO attachment VALUES (1, 0, 'Báo cáo.docx', 'application/msword', 512,
    'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', 'report');
INSERT INTO receipt VALUES (1, 2020, 1, 1, 'email', 'so-y-te', '6-thang', '2019-H1', 1, 'first', 1591927384567, 'on-time',
    '123/BC-SYT', 'tiepnhan', 1591927390000, 'địa chỉ có trong danh sách', NULL, NULL);
INSERT INTO receipt VALUES (2, 2020, 2, 1, 'email', 'so-y-te', '6-thang', '2020-H1', 1, 'first', 1591927384567, 'late:2',
    '123/BC-SYT', 'Trần Minh Hòa', 1591928000000, 'nhầm kỳ', 1, NULL);
INSERT INTO receipt_file VALUES (1, 0, 0, 'Báo cáo.docx', 'application/msword', 512,
    'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc');
INSERT INTO receipt_file VALUES (2, 0, 0, 'Báo cáo.docx', 'application/msword', 512,
    'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc');
INSERT INTO revocation VALUES (1, 1591928000000, 'Trần Minh Hòa', 'nhầm kỳ');
INSERT INTO review VALUES (1, 2, 'unsure', 1591927490000, 'open', NULL, NULL, NULL, 0);
INSERT INTO letter VALUES (1, 'reminder:2020-06-15:so-y-te', 'reminder', NULL, 'vanthu@so-y-te.example', 'so-y-te', 'Nhắc gửi báo cáo',
    'tn-2345.1@office.example', X'41', 2, 1592184600000, 'sent', 1, 0, 1592184600000, '250 ok', 1592184600000, 1592184601000, 1592184602000, NULL, NULL, NULL, NULL, 0, 'c0ffee');
INSERT INTO letter_try VALUES (1, 1, 1592184601000, 1592184602000, 'sent', '250 ok');
INSERT INTO letter_about VALUES (1, '6-thang', '2020-H1');
INSERT INTO enclosure VALUES ('df7e70e5021544f4834bbee64a9e3789febc4be81470df629cad6ddb03320a5c', X'42');
INSERT INTO letter_enclosure VALUES (1, 1, 'df7e70e5021544f4834bbee64a9e3789febc4be81470df629cad6ddb03320a5c');
INSERT INTO learned VALUES (1, 'address', 'lan@mail.example', 'lan@mail.example', 'so-y-te', NULL, NULL, 1591928000000, 'Trần Minh Hòa', '', NULL, NULL, NULL);
INSERT INTO learned VALUES (2, 'alias', 'SỞ Y TẾ CŨ', 'sở y tế cũ', 'so-y-te', '2020-06-12', 2, 1591928000000, 'Trần Minh Hòa', 'cán bộ xác nhận', NULL, NULL, NULL);
INSERT INTO learned VALUES (3, 'ignore', 'ban-tin@hoi-thao.example', 'ban-tin@hoi-thao.example', NULL, NULL, 2, 1591928000000, 'Trần Minh Hòa', 'bản tin', 1591929000000, 'Trần Minh Hòa', 'nhầm');
INSERT INTO exception VALUES (1, 'so-y-te', '6-thang', '2020-H1', '2020-06-30', 1591928000000, 'Trần Minh Hòa', 'chống dịch', NULL, NULL, NULL);
INSERT INTO bounced VALUES ('cu@so-y-te.example', NULL, '5.1.1', 1, 1591928000000);
INSERT INTO journal VALUES (1, 1591927390000, 'tiepnhan', 'receipt', 'receipt 2020/1', '');
INSERT INTO journal VALUES (2, 1591928000000, 'Trần Minh Hòa', 'receipt', 'receipt 2020/2', 'nhầm kỳ');
INSERT INTO incident VALUES (1, 'dot-xuat', 'adhoc-2020-06-12', 'Ngộ độc tại xã Tân Lập', 1591927384567, 'Trần Minh Hòa', NULL, NULL, NULL);
INSERT INTO incident_unit VALUES (1, 'so-y-te');
INSERT INTO incident_mail VALUES (1, 2, 'Tình hình ngộ độc', 1591927490000);
INSERT INTO absence VALUES (1, 1, 'so-y-te', '2020-06-25', 0);
INSERT INTO account VALUES ('hoa.tran', 'Trần Minh Hòa', 'staff', '$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA', 1591928000000, 'Lê Quản Trị', NULL);
INSERT INTO session VALUES ('dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'hoa.tran', 1591928000000, 1591928060000, '127.0.0.1');
INSERT INTO login_failure VALUES (1, 'hoa.tran', '127.0.0.1', 1591927990000);
INSERT INTO mail_text VALUES (1, 0, 'Sở Y tế kính gửi báo cáo.');
INSERT INTO mail_text VALUES (1, 1, 'BÁO CÁO Công tác y tế 6 tháng đầu năm 2020');
INSERT INTO line_words (rowid, words) VALUES (20200000001, 'bao cao báo cáo');
INSERT INTO line_words (rowid, words) VALUES (20200000002, 'bao cao báo cáo');
INSERT INTO mailbox VALUES ('imap:khoagiao@office.example', 0, 1591928000000, NULL, NULL, NULL, NULL, NULL);
