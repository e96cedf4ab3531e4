/** The names with which profiles speak of attributes of users, and how sources are known to call them. */
const spellings: Readonly<Record<string, string>> = {
  userName:
    "username login loginname loginid userid uid user samaccountname userprincipalname upn accountname email mail emailaddress workemail",
  email: "email mail emailaddress workemail businessemail primaryemail emailprimary companyemail emailwork",
  givenName: "givenname firstname first forename fname gn preferredfirstname",
  familyName: "familyname lastname last surname sn lname",
  middleName: "middlename middle secondname middlenames",
  displayName: "displayname fullname name cn commonname preferredname",
  nickName: "nickname nick knownas alias",
  title: "title jobtitle job position businesstitle jobname worktitle",
  department: "department dept departmentname departmentnumber team orgunit ou",
  division: "division businessunit divisionname bu",
  organization: "organization organisation company companyname org o employer",
  costCenter: "costcenter costcentre costcenterid costcentrecode costcentercode",
  employeeNumber: "employeenumber employeeid empid employeeno personnelnumber staffid staffnumber workerid",
  userType: "usertype employeetype employmenttype workertype persontype contracttype",
  manager: "manager managerid supervisor supervisorid boss reportsto manageremployeeid lineManager",
  phone: "phone telephonenumber phonenumber workphone telephone officephone businessphone tel",
  mobile: "mobile mobilephone cell cellphone mobilenumber cellular",
  locale: "locale localeid",
  timezone: "timezone tz timezoneid zoneinfo",
  language: "language preferredlanguage lang languagecode",
  street: "street streetaddress address addressline1 address1",
  city: "city locality l town location",
  region: "region state st province stateprovince",
  postalCode: "postalcode zip zipcode postcode",
  country: "country countrycode c co countryname",
  role: "role roles jobrole",
  status: "status employeestatus employmentstatus workerstatus state accountstatus",
};

/** A standard name as it is spelt; undefined for any other. */
export function standardName(name: string): string | undefined {
  const folded = name.toLowerCase();
  return Object.keys(spellings).find((standard) => standard.toLowerCase() === folded);
}

/** The name, of those a source has, that most likely means what a standard name means. Only to be proposed. */
export function likelyName(standard: string, names: readonly string[]): string | undefined {
  const words = spellings[standard]?.toLowerCase().split(" ") ?? [];
  const plain = names.map((name) => ({ name, word: name.toLowerCase().replaceAll(/[\s_.-]/g, "") }));
  return words.flatMap((word) => plain.find((one) => one.word === word) ?? [])[0]?.name;
}
