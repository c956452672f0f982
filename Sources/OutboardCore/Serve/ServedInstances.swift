internal import OutboardSystem

/// The further instances of a plugin, by their numbers.
///
/// The one that every plugin is has number 0, is not in here, and its calls never come here.
package final class ServedInstances: Sendable {
    private let instances = Locked<[Int: ServedInstance]>([:])

    /// Creates a table without any.
    package init() {}

    /// Adds an instance, which can be called from then on.
    package func add(_ instance: ServedInstance, number: Int) {
        instances.withLock { $0[number] = instance }
    }

    /// Removes an instance, which gets no more calls from then on.
    package func remove(number: Int) -> ServedInstance? {
        instances.withLock { $0.removeValue(forKey: number) }
    }

    /// Removes all.
    package func removeAll() -> [ServedInstance] {
        instances.withLock { instances in
            defer { instances = [:] }
            return Array(instances.values)
        }
    }

    /// Finds an instance and notes that a call of it begins: with the lock held, so that nobody believes it idle meanwhile.
    func enter(number: Int) -> ServedInstance? {
        instances.withLock { instances in
            let found = instances[number]
            found?.enter()
            return found
        }
    }
}
