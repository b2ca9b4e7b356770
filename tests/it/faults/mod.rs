//! The real program while things break: processes are killed, links cut, brokers crash, disks fill, databases go away. Every
//! receipted event must be in the ledger exactly once afterwards.

mod broker;
mod kill;
mod storage;
mod two;
mod vanish;

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

fn dice(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}
