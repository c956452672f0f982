internal import OutboardCore

/// The package's trait that builds swift-crypto.
enum VerificationTrait {
    /// Why something that needs the trait fails without it.
    static func missing(_ subject: String) -> OutboardError {
        OutboardError(
            code: .startFailed,
            message: "\(subject) needs the trait Verification of the package outboard, which this program was built "
                + "without")
    }
}
