from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; addresses inside JavaScript modules are hashed too, as those in CSS."""

    support_js_module_import_aggregation = True
