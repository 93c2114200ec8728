#include "ingest/pprof/samples.h"

namespace rt0::pprof {

Samples::Samples(Profile& profile, const Tables& tables, Damage& damage)
    : m_profile(profile), m_tables(tables), m_damage(damage) {
    // A sample takes at least two bytes of the file, so this is in proportion.
    const auto count = static_cast<std::size_t>(tables.samples());
    m_profile.stackEnds.reserve(count);
    m_profile.labelEnds.reserve(count);
}

void Samples::takeLabel(Message message) {
    ProfileLabel label;
    while (message.next()) {
        switch (message.tag()) {
        case 1:
            label.key = m_tables.text(takeNumber(message), m_damage);
            break;
        case 2:
            label.text = m_tables.text(takeNumber(message), m_damage);
            break;
        case 3:
            label.number = static_cast<std::int64_t>(takeNumber(message));
            break;
        case 4:
            label.unit = m_tables.text(takeNumber(message), m_damage);
            break;
        default:
            message.skip();
        }
    }
    if (label.text != 0 || label.number != 0 || label.unit != 0)
        m_profile.labels.push_back(label);
}

void Samples::take(Message message) {
    const std::size_t values = m_profile.values.size();
    const std::size_t frames = m_profile.stacks.size();
    const std::size_t labels = m_profile.labels.size();
    const auto forget = [&] {
        m_profile.values.resize(values);
        m_profile.stacks.resize(frames);
        m_profile.labels.resize(labels);
        ++m_damage.samples;
    };
    try {
        while (message.next()) {
            switch (message.tag()) {
            case 1:
                takeNumbers(message, [this](std::uint64_t id) {
                    const std::uint32_t location = m_tables.locations().find(id);
                    if (location == kNoProfileIndex)
                        ++m_damage.frames;
                    else
                        m_profile.stacks.push_back(location);
                });
                break;
            case 2:
                takeNumbers(message, [this](std::uint64_t value) {
                    m_profile.values.push_back(static_cast<std::int64_t>(value));
                });
                break;
            case 3:
                takeLabel(takeMessage(message));
                break;
            default:
                message.skip();
            }
        }
    } catch (const protozero::exception&) {
        return forget();
    }
    if (m_profile.values.size() - values != m_profile.sampleTypes.size())
        return forget();
    m_profile.stackEnds.push_back(m_profile.stacks.size());
    m_profile.labelEnds.push_back(m_profile.labels.size());
}

} // namespace rt0::pprof
