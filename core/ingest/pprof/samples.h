#pragma once

#include "ingest/pprof/tables.h"

namespace rt0::pprof {

/// Reads the samples, once all else is known.
class Samples {
public:
    Samples(Profile& profile, const Tables& tables, Damage& damage);

    /// A sample's message.
    void take(Message message);

private:
    void takeLabel(Message message);

    Profile& m_profile;
    const Tables& m_tables;
    Damage& m_damage;
};

} // namespace rt0::pprof
