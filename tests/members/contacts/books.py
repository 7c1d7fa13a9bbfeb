"""Address books as programs export them."""

# ruff: noqa: E501 - the lines are as long as the programs write them

LINKEDIN = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing. \
You will only see email addresses for connections who have allowed their connections to see or \
download their email address using this setting https://www.linkedin.com/psettings/privacy/email."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Nora,Quist,https://www.linkedin.com/in/nora,,Quist Realty,Realtor® | Helping families find home,12 Mar 2024
Omar,"Haddad, CPA",https://www.linkedin.com/in/omar,omar@haddad.example,Haddad & Sons,Certified Public Accountant,02 Jan 2023
Ines,Duarte,https://www.linkedin.com/in/ines,,Cloud Nine,Senior Software Engineer,01 Feb 2022
,,,,,,
"""
GOOGLE_OLD = """Name,Given Name,Additional Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Occupation,\
Organization 1 - Name,Organization 1 - Title
Nora Quist,Nora,Ann,Quist,* Work,nora@quist.example ::: n@quist.example,,Quist Realty,Realtor
"""
GOOGLE_NEW = """First Name,Middle Name,Last Name,Nickname,File As,E-mail 1 - Label,E-mail 1 - Value,\
E-mail 2 - Value,Organization Name,Organization Title
Nora,,Quist,,,* Work,not an address,nora@quist.example,Quist Realty,Realtor
,,,,Quist Realty,,office@quist.example,,Quist Realty,
"""
OUTLOOK = """"Title","First Name","Middle Name","Last Name","Company","Job Title","E-mail Address",\
"E-mail 2 Address"
"Ms","Nora","","Quist","Quist Realty","Realtor","nora@quist.example",""
"""
GERMAN = (
    "Vorname;Nachname;Firma;Position;E-Mail-Adresse\nJürgen;Müller;Müller Bau;Makler;jm@x.example\n"
)
VCARD_3 = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Quist;Nora;Ann;;\r\nFN:Nora Quist\r\n"
    "item1.EMAIL;type=INTERNET:old@quist.example\r\nEMAIL;TYPE=WORK,PREF:nora@quist.example\r\n"
    "ORG:Quist Realty\\, Inc.;Sales\r\nTITLE:Realtor who helps fam\r\n ilies\r\n"
    "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg==\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Book club\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nEND:VCARD\r\n"
)
VCARD_4 = (
    "BEGIN:VCARD\nVERSION:4.0\nKIND:individual\nFN:Nora Quist\nEMAIL;PREF=1:mailto:nora@quist.example\n"
    "ORG:Quist Realty\nROLE:Realtor\nEND:VCARD\n"
)
VCARD_2 = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=\r\n"
    "=BCrgen\r\nEMAIL;INTERNET:jm@x.example\r\nEND:VCARD\r\n"
)
