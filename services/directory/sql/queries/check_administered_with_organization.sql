-- one row: ($1 tenant, $2 id of an organization, $3 parent, $4 state) whether the tenant has an
-- administrator when the organization is like this
SELECT is_administered_with_organization(tenant_id => $1, organization_id => $2,
                                         parent_id => NULLIF(substr($3::text, 15), ''),
                                         state => $4)
