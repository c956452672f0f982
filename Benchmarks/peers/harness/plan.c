#include "plan.h"

const struct peer_plan peer_full_plan = {
    .block = 200000, .block_calls = 20, .slow_block = 4000000, .most_calls = 2000, .warm_calls = 64,
    .pairs = 2000000000, .fewest_pairs = 12, .samples = 600000000, .most_samples = 400000, .count_calls = 1000,
};

// A look, not a result.
const struct peer_plan peer_quick_plan = {
    .block = 200000, .block_calls = 20, .slow_block = 4000000, .most_calls = 2000, .warm_calls = 64,
    .pairs = 200000000, .fewest_pairs = 12, .samples = 100000000, .most_samples = 40000, .count_calls = 200,
};
