from . import ir_http, shnor_publication, website
