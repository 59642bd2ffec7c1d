//! Texts for the tests.

use super::run::record;

pub(crate) const HARBOUR: &str = "The harbour bridge of Porto Selva was closed on Monday after divers found cracks in \
    two of its piers. The mayor said that ferries would run every twenty minutes until engineers had finished their \
    survey, which may take until the end of the month.";

pub(crate) const HARBOUR_EDITED: &str = "The harbour bridge of Porto Selva was closed on Monday after divers found \
    cracks in two of its piers. The mayor said ferries would run every twenty minutes until engineers had finished \
    their survey, which may take until the end of the month. Traders complained.";

pub(crate) const ORCHARD: &str = "Growers in the valley of Anselm expect the best cherry harvest for eleven years. A \
    mild spring and bees from the south helped, the growers' union wrote, and prices may fall by a third in June.";

/// Three records, the first two of which are copies.
pub(crate) fn three() -> String {
    [
        record("morning", "Bridge closed", HARBOUR),
        record("evening", "Bridge closed for weeks", HARBOUR_EDITED),
        record("orchard", "Cherries", ORCHARD),
    ]
    .concat()
}
