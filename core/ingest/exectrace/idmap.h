#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace rt0::exectrace {

/// Small numbers for the ids in a file, which are 64 bits wide and hostile: a hash table without an
/// allocation per id, seeded so that no file can aim at its collisions.
class IdMap {
public:
    static constexpr std::uint32_t kNone = 0xffff'ffff;

    /// The number of `id`; kNone when it has none.
    std::uint32_t find(std::uint64_t id) const {
        return m_cells.empty() ? kNone : m_cells[placeOf(id)].number;
    }

    /// The place of the number of `id`, kNone when it is new. The caller must give it one at once; the
    /// reference lasts until the next call.
    std::uint32_t& at(std::uint64_t id) {
        if ((m_size + 1) * 2 > m_cells.size())
            grow();
        Cell& cell = m_cells[placeOf(id)];
        if (cell.number == kNone) {
            cell.id = id;
            ++m_size;
        }
        return cell.number;
    }

private:
    struct Cell {
        std::uint64_t id = 0;
        std::uint32_t number = kNone;
    };

    std::size_t placeOf(std::uint64_t id) const {
        std::uint64_t hash = (id ^ m_seed) * 0x9e37'79b9'7f4a'7c15U;
        hash = (hash ^ (hash >> 32)) * m_factor;
        const std::size_t mask = m_cells.size() - 1;
        std::size_t place = (hash >> 29) & mask;
        while (m_cells[place].number != kNone && m_cells[place].id != id)
            place = (place + 1) & mask;
        return place;
    }

    void grow() {
        std::vector<Cell> old(m_cells.empty() ? 64 : m_cells.size() * 2);
        old.swap(m_cells);
        for (const Cell& cell : old)
            if (cell.number != kNone)
                m_cells[placeOf(cell.id)] = cell;
    }

    static std::uint64_t random() {
        std::random_device device;
        return static_cast<std::uint64_t>(device()) << 32 | device();
    }

    std::vector<Cell> m_cells;
    std::size_t m_size = 0;
    std::uint64_t m_seed = random();
    std::uint64_t m_factor = random() | 1;
};

} // namespace rt0::exectrace
