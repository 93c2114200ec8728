#pragma once

#include "ingest/exectrace/event.h"

#include <cstddef>
#include <vector>

namespace rt0::exectrace::v2 {

/// States by Index; those that were never asked for are new. A vector would ask for its size at each access,
/// which takes a multiplication.
template <typename State>
class StateTable {
public:
    /// The reference lasts until a larger index is asked for.
    State& operator[](Index index) {
        if (index >= m_count) [[unlikely]]
            growTo(std::size_t{index} + 1);
        return m_data[index];
    }
    auto begin() { return m_states.begin(); }
    auto end() { return m_states.end(); }

private:
    void growTo(std::size_t count) {
        m_states.resize(count);
        m_data = m_states.data();
        m_count = count;
    }

    std::vector<State> m_states;
    State* m_data = nullptr; ///< of m_states, as the next
    std::size_t m_count = 0;
};

} // namespace rt0::exectrace::v2
