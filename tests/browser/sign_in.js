// Signs a page in as a role. There is no sign-in yet: every page is for everybody.
module.exports = async function signIn(_page, _role) {};
