"""The register of firms, with its sheets."""
