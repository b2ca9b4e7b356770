//! The language that somebody chose goes with them; a tablet that many people use keeps the house's.

use crate::pages::{Answer, Pages};
use chrono::TimeDelta;

fn kept(answer: &Answer) -> Vec<String> {
    let set = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    set.filter(|cookie| cookie.starts_with("wv-lang=")).map(str::to_owned).collect()
}

async fn speaks(browser: &Pages, path: &str) -> String {
    browser.get_with(path, &[("accept-language", "nl")]).await.attributes("html", "lang").remove(0)
}

const ENGLISH: &str = "wv-lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax";
const GONE: &str = "wv-lang=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";

both!(it_is_kept_with_the_account_and_spoken_in_every_browser: Pages);
async fn it_is_kept_with_the_account_and_spoken_in_every_browser(pages: Pages) {
    assert_eq!(speaks(&pages, "/mijn").await, "nl");
    for _ in 0..2 {
        let chosen = pages.post("/taal", &[("taal", "en"), ("terug", "/mijn")]).await;
        assert_eq!((chosen.header("location"), kept(&chosen)), ("/mijn", vec![ENGLISH.to_owned()]));
    }
    for path in ["/mijn", "/nergens"] {
        assert_eq!(speaks(&pages, path).await, "en", "without the cookie");
    }
    let desk = pages.elsewhere();
    assert_eq!(kept(&desk.try_to_sign_in("tine", "verkeerd").await), Vec::<String>::new());
    assert_eq!(kept(&desk.try_to_sign_in("tine", crate::harness::PASSWORD).await), [ENGLISH]);
    assert_eq!(speaks(&desk, "/mijn").await, "en");
    let other = pages.entered("lies", &[(werkvloer::access::Role::Planner, "everything")]).await;
    assert_eq!(speaks(&other, "/mijn").await, "nl", "somebody else");
    // What is no language changes nothing, and nobody's choice is nobody's.
    pages.post("/taal", &[("taal", "xx")]).await;
    assert_eq!(kept(&pages.elsewhere().post("/taal", &[("taal", "nl")]).await).len(), 1);
    assert_eq!(speaks(&pages, "/mijn").await, "en");
    assert_eq!(kept(&pages.post("/afmelden", &[]).await), Vec::<String>::new(), "a desk keeps it");
}

both!(a_shared_tablet_goes_back_to_the_houses_language: Pages);
async fn a_shared_tablet_goes_back_to_the_houses_language(pages: Pages) {
    pages.give_pin("tine").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    pages.post("/taal", &[("taal", "en")]).await;
    for way in ["PIN", "password"] {
        let on = if way == "PIN" {
            tablet.try_to_sign_on("tine", crate::harness::PIN).await
        } else {
            tablet.try_to_sign_in("tine", crate::harness::PASSWORD).await
        };
        assert_eq!((on.status.as_u16(), kept(&on)), (303, Vec::new()), "{way}");
        assert_eq!(speaks(&tablet, "/vloer/hal-1").await, "en", "{way}");
        assert_eq!(
            kept(&tablet.post("/afmelden", &[]).await),
            [GONE],
            "what was chosen before signing on goes too"
        );
        assert_eq!(speaks(&tablet, "/tablet").await, "nl", "{way}");
    }
    // Nor does it stay with one who forgot to sign off.
    tablet.sign_on("tine").await;
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(5));
    assert_eq!(speaks(&tablet, "/vloer/hal-1").await, "nl");
    // Chosen at a tablet it is kept with the account only; with nobody signed on it is the tablet's.
    tablet.sign_on("tine").await;
    assert_eq!(kept(&tablet.post("/taal", &[("taal", "nl")]).await), Vec::<String>::new());
    assert_eq!(
        (speaks(&tablet, "/vloer/hal-1").await, speaks(&pages, "/mijn").await),
        ("nl".to_owned(), "nl".to_owned())
    );
    tablet.post("/afmelden", &[]).await;
    assert_eq!(kept(&tablet.post("/taal", &[("taal", "en")]).await), [ENGLISH]);
    assert_eq!(speaks(&pages, "/mijn").await, "nl");
}
